package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Keycloak, unpacked by the build (profile keycloak). The client "device" of its realm gets tokens made for devices. */
public final class KeycloakServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ADMIN = "admin";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = TestPorts.free();
    private final Path output;
    private final Process process;

    /** Starts the server; every token names this account. */
    public KeycloakServer(UUID account) {
        try {
            Path home = home();
            Path imports = Files.createDirectories(home.resolve("data").resolve("import"));
            try (InputStream realm = KeycloakServer.class.getResourceAsStream("realm.json")) {
                String text = new String(realm.readAllBytes(), StandardCharsets.UTF_8);
                Files.writeString(imports.resolve("OISP-realm.json"), text.replace("@ACCOUNT@", account.toString()));
            }
            output = Files.createTempFile("gateway-it-keycloak", ".log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "sh",
                            home.resolve("bin").resolve("kc.sh").toString(),
                            "start-dev",
                            "--db=dev-mem",
                            "--import-realm",
                            "--http-host=127.0.0.1",
                            "--http-port=" + port,
                            "--http-relative-path=/keycloak"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
            builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the realm publishes its keys. */
    public void await() {
        Awaitility.await().atMost(START).pollInterval(Duration.ofSeconds(1)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Keycloak ended:\n" + Files.readString(output));
            }
            return answers();
        });
    }

    private boolean answers() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(realm() + "/protocol/openid-connect/certs"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns the value of {@code keycloakConfig} for this server. */
    public String keycloakConfig() {
        return "{\"auth-server-url\":\"%s\",\"realm\":\"OISP\",\"ssl-required\":\"none\",\"websocket-server-id\":\"websocket-server\"}"
                .formatted(base());
    }

    public String realm() {
        return base() + "/realms/OISP";
    }

    /** Returns a new access token of the user "example001" for a client of the realm. */
    public String token(String client) {
        return token(realm(), client, "example001", "device-password");
    }

    /** Gives the realm a new signing key; the old one is still published. */
    public void rotate() {
        JsonNode realm = get("/admin/realms/OISP");
        String body = """
                {"name":"newer-%s","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider","parentId":"%s",
                 "config":{"priority":["%d"],"enabled":["true"],"active":["true"],"algorithm":["RS256"],"keySize":["2048"]}}
                """.formatted(UUID.randomUUID(), realm.path("id").asText(), System.currentTimeMillis() / 1000);
        send(
                HttpRequest.newBuilder(URI.create(base() + "/admin/realms/OISP/components"))
                        .header("Authorization", "Bearer " + administrator())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                201);
    }

    private JsonNode get(String path) {
        return json(send(
                HttpRequest.newBuilder(URI.create(base() + path))
                        .header("Authorization", "Bearer " + administrator())
                        .build(),
                200));
    }

    private String administrator() {
        return token(base() + "/realms/master", "admin-cli", ADMIN, ADMIN);
    }

    private String token(String realm, String client, String user, String password) {
        return json(send(
                        HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "grant_type=password&client_id=%s&username=%s&password=%s"
                                                .formatted(client, user, password)))
                                .build(),
                        200))
                .path("access_token")
                .asText();
    }

    private String send(HttpRequest request, int expected) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                throw new IllegalStateException(request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private String base() {
        return "http://127.0.0.1:" + port + "/keycloak";
    }

    private static Path home() throws IOException {
        Path unpacked = Path.of(System.getProperty("gateway.home"), "gateway-it", "target", "keycloak");
        try (var files = Files.list(unpacked)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Override
    public void close() {
        // Depending on the shell, the script has become the JVM or is its parent process.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
