package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A chromedriver process with one session: the W3C WebDriver commands, and Chromium's own. */
final class WebDriver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String address;
    private final String session;

    WebDriver(Path program, Map<String, ?> capabilities) {
        try {
            process = new ProcessBuilder(program.toString(), "--port=0")
                    .redirectErrorStream(true)
                    .start();
            address = "http://127.0.0.1:" + port(process);
            session = "/session/"
                    + request("POST", "/session", Map.of("capabilities", Map.of("alwaysMatch", capabilities)))
                            .get("sessionId")
                            .asText();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String port(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Thread rest = new Thread(() -> output.lines().forEach(ignored -> {}), "chromedriver-output");
                rest.setDaemon(true);
                rest.start();
                return started.group(1);
            }
        }
        throw new IllegalStateException("chromedriver has ended");
    }

    /** Sends a command of the session and returns its value; fails with the driver's error message. */
    JsonNode command(String method, String path, Object body) {
        return request(method, session + path, body);
    }

    private JsonNode request(String method, String path, Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .method(
                            method,
                            method.equals("POST")
                                    ? HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))
                                    : HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode value = JSON.readTree(answer.body()).get("value");
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(value.get("error").asText() + ": "
                        + value.get("message").asText());
            }
            return value;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Ends the browser, then the driver. */
    @Override
    public void close() {
        try {
            command("DELETE", "", null);
        } finally {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stopped) {
                process.destroyForcibly();
            }
        }
    }
}
