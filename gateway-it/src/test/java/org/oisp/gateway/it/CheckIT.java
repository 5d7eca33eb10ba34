package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Realm;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.it.support.TestPorts;
import redis.embedded.RedisServer;

/** {@code gateway check} as a process, against real servers: available, unavailable, and refusing access. */
class CheckIT {

    private static final String PASSWORD = "secret-redis";
    private static final String CERTS = "/realms/OISP/protocol/openid-connect/certs";

    @TempDir
    private Path home;

    private final Map<String, String> environment =
            TestGateway.environment(TestDatabase.shared().port());

    @Test
    void saysThatEveryServerIsAsItShouldBe() throws IOException {
        int redisPort = TestPorts.free();
        RedisServer redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("requirepass " + PASSWORD)
                .build();
        redis.start();
        HttpServer keycloak = keycloak(
                200,
                "{\"keys\":[%s,%s,{\"kty\":\"oct\",\"kid\":\"mac\",\"alg\":\"HS256\",\"k\":\"%s\"}]}"
                        .formatted(
                                Realm.jwk("a", (RSAPublicKey) TestKeys.OURS.getPublic()),
                                Realm.jwk("b", (RSAPublicKey) TestKeys.FOREIGN.getPublic()),
                                "A".repeat(43)));
        try {
            environment.put("GATEWAY_REDIS_HOST", "127.0.0.1");
            environment.put("GATEWAY_REDIS_PORT", "" + redisPort);
            environment.put(
                    "GATEWAY_REDIS_PASSWORD_FILE",
                    Files.writeString(home.resolve("redis"), PASSWORD + "\n").toString());
            environment.put("GATEWAY_KEYCLOAK_URL", "http://127.0.0.1:" + port(keycloak));
            environment.put("GATEWAY_KEYCLOAK_REALM", "OISP");
            environment.put(
                    "GATEWAY_DATABASE_REPLICAS",
                    "localhost:" + TestDatabase.shared().port());
            List<String> table = check(0);

            assertThat(table.get(0)).matches("WHAT +WHERE +SET BY +TOOK +RESULT");
            assertThat(table.get(1))
                    .matches("PostgreSQL +127.0.0.1:\\d+/iot +OISP_POSTGRES_CONFIG, hostname +\\d+ ms +ok: PostgreSQL "
                            + TestDatabase.version() + "\\..*"
                            + " binding rows take 50 characters");
            assertThat(table.get(2))
                    .matches("PostgreSQL replica +localhost:\\d+/iot +GATEWAY_DATABASE_REPLICAS +\\d+ ms +ok: .*");
            assertThat(table.get(3))
                    .matches(
                            "Redis +127.0.0.1:\\d+ +GATEWAY_REDIS_HOST +\\d+ ms +ok: Redis [\\d.]+ subscribes, publishes"
                                    + " and counts subscribers");
            assertThat(table.get(4))
                    .matches("Keycloak +http://.*" + CERTS
                            + " +GATEWAY_KEYCLOAK_URL +\\d+ ms +ok: 2 keys; left out: mac .*");
            assertThat(table.get(5)).matches("device port +\\*:0 +GATEWAY_PORT +\\d+ ms +ok: a free port is taken");
            assertThat(table.get(6)).matches("management port +127.0.0.1:0 +GATEWAY_MANAGEMENT_PORT .* ok: .*");
            assertThat(table.get(7)).matches("open files +this process +GATEWAY_MAX_CONNECTIONS +\\d+ ms +ok: .*");
            assertThat(table).hasSize(8);

            environment.remove("GATEWAY_REDIS_PASSWORD_FILE");
            assertThat(check(1).get(3)).matches("Redis .* GATEWAY_REDIS_PASSWORD .* FAILED: NOAUTH .*");
            environment.put("GATEWAY_REDIS_PASSWORD", "wrong");
            assertThat(check(1).get(3)).matches("Redis .* GATEWAY_REDIS_PASSWORD .* FAILED: WRONGPASS .*");
        } finally {
            keycloak.stop(0);
            redis.stop();
        }
    }

    @Test
    void saysInWordsWhatIsWrongWithEachAndTriesThemAll() throws IOException {
        int nobody = TestPorts.free();
        HttpServer keycloak = keycloak(503, "down for maintenance");
        try {
            environment.put(
                    "OISP_POSTGRES_CONFIG",
                    "{\"hostname\":\"127.0.0.1\",\"port\":%d,\"dbname\":\"none\",\"username\":\"postgres\",\"readReplicas\":["
                                    .formatted(TestDatabase.shared().port())
                            + "{\"port\":%d},{\"host\":\"no-such-host.invalid\"}]}".formatted(nobody));
            environment.put("GATEWAY_REDIS_HOST", "no-such-host.invalid");
            environment.put("GATEWAY_KAFKA_SERVERS", "127.0.0.1:" + nobody);
            environment.put("GATEWAY_KEYCLOAK_DISCOVERY_URL", "http://127.0.0.1:" + port(keycloak) + "/config");
            List<String> table = check(1);

            assertThat(table.get(1))
                    .matches("PostgreSQL .* OISP_POSTGRES_CONFIG, dbname .* FAILED: database \"none\" does not exist");
            assertThat(table.get(2))
                    .matches(
                            "PostgreSQL replica .* OISP_POSTGRES_CONFIG, readReplicas .* FAILED: connection refused.*");
            assertThat(table.get(3)).matches("PostgreSQL replica .* FAILED: unknown host");
            assertThat(table.get(4)).matches("Redis .* GATEWAY_REDIS_HOST .* FAILED: unknown host");
            assertThat(table.get(5))
                    .matches(
                            "Kafka .* GATEWAY_KAFKA_SERVERS .* FAILED: 127.0.0.1:" + nobody + ": connection refused.*");
            assertThat(table.get(6))
                    .matches(
                            "Keycloak .* GATEWAY_KEYCLOAK_DISCOVERY_URL .* FAILED: http://127.0.0.1:\\d+/config: answered 503");
            assertThat(table).hasSize(10).noneMatch(line -> line.contains("\tat ") || line.contains("Exception"));
        } finally {
            keycloak.stop(0);
        }
    }

    @Test
    void saysThatTheAddressDoesNotFitAndThatTheTableMayNotBeWritten() {
        TestDatabase database = TestDatabase.shared();
        environment.put("GATEWAY_ADVERTISED_SERVER", "a-name-that-is-far-too-long.for-a-column-of-fifty:5000");
        assertThat(check(1).get(1))
                .matches("PostgreSQL .* GATEWAY_ADVERTISED_SERVER .* FAILED: \"a-name.*:5000\" has 54 characters, and"
                        + " dashboard.\"connectionBindings\".server takes 50");

        environment.put("GATEWAY_ADVERTISED_SERVER", "short.websocket-server:5000");
        database.execute("CREATE ROLE reader LOGIN");
        database.execute("GRANT USAGE ON SCHEMA dashboard TO reader");
        environment.put(
                "OISP_POSTGRES_CONFIG",
                "{\"hostname\":\"127.0.0.1\",\"port\":%d,\"dbname\":\"iot\",\"username\":\"reader\"}"
                        .formatted(database.port()));
        assertThat(check(1).get(1)).endsWith("FAILED: permission denied for table devices");
        database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA dashboard TO reader");
        assertThat(check(1).get(1)).contains("FAILED: user reader may not write dashboard.\"connectionBindings\"");
        database.execute("GRANT INSERT, UPDATE ON dashboard.\"connectionBindings\" TO reader");
        assertThat(check(0).get(1)).contains("ok: ");
    }

    @Test
    void saysThatNoRowCanBeWritten() {
        TestDatabase database = TestDatabase.shared();
        database.execute("CREATE ROLE standby LOGIN");
        database.execute("GRANT USAGE ON SCHEMA dashboard TO standby");
        database.execute("GRANT SELECT ON dashboard.devices TO standby");
        database.execute("GRANT SELECT, INSERT, UPDATE ON dashboard.\"connectionBindings\" TO standby");
        database.execute("ALTER ROLE standby SET default_transaction_read_only = on");
        environment.put(
                "OISP_POSTGRES_CONFIG",
                "{\"hostname\":\"127.0.0.1\",\"port\":%d,\"dbname\":\"iot\",\"username\":\"standby\"}"
                        .formatted(database.port()));
        assertThat(check(1).get(1)).contains("FAILED: it is read-only, perhaps a standby: cannot execute ");
    }

    @Test
    void printsWhatHoldsAndWhereItIsFrom() throws IOException {
        environment.put("GATEWAY_REDIS_HOST", "redis");
        String file = Files.writeString(home.resolve("redis"), PASSWORD).toString();
        environment.put("GATEWAY_REDIS_PASSWORD_FILE", file);
        environment.put("GATEWAY_PROT", "1");
        environment.remove("GATEWAY_PING_INTERVAL");
        List<String> lines = run(0, "check", "--print");

        assertThat(lines)
                .anyMatch(line -> line.equals("note: GATEWAY_PROT is set, but there is no such setting"))
                .anyMatch(line -> line.matches("SETTING +VALUE +FROM +ALLOWED"))
                .anyMatch(line -> line.matches("GATEWAY_DATABASE_NAME +iot +OISP_POSTGRES_CONFIG, dbname +text"))
                .anyMatch(line ->
                        line.matches("GATEWAY_SENDER_PASSWORD +\\*\\*\\* +OISP_WEBSOCKETUSER_CONFIG, password +secret"))
                .anyMatch(line ->
                        line.matches("GATEWAY_REDIS_PASSWORD +\\*\\*\\* +GATEWAY_REDIS_PASSWORD_FILE, .*redis +secret"))
                .anyMatch(line -> line.matches("GATEWAY_MAILBOX_BYTES +2097152 +default +1024 to 268435456 bytes"))
                .anyMatch(line -> line.matches("GATEWAY_PING_INTERVAL +20s +default +1ms to 24h"))
                .noneMatch(line -> line.contains(PASSWORD) || line.contains(TestGateway.PASSWORD));
    }

    @Test
    void triesWhatServeNeedsOfThisMachine() throws Exception {
        TestPki pki = new TestPki();
        TestPki.write(home, pki.server("gateway"));
        environment.putAll(TestPki.settings(home));
        try (ServerSocket taken = new ServerSocket(0)) {
            environment.put("GATEWAY_PORT", "" + taken.getLocalPort());
            environment.put("GATEWAY_MANAGEMENT_HOST", "192.0.2.1");
            List<String> table = check(1);

            assertThat(table.get(2))
                    .matches(
                            "device port +\\*:\\d+ +GATEWAY_PORT .* FAILED: another process listens there; stop it, .*");
            assertThat(table.get(3)).matches("management port .* FAILED: the address does not belong to this machine");
            assertThat(table.get(4)).matches("TLS .* GATEWAY_TLS_CERTIFICATE .* ok: .*gateway.*, valid until .*");
            assertThat(table).noneMatch(line -> line.contains("\u001b"));
        }
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared())) {
            environment.put("GATEWAY_PORT", "" + gateway.port());
            environment.put("GATEWAY_MANAGEMENT_HOST", "127.0.0.1");
            environment.put("GATEWAY_MANAGEMENT_PORT", "" + gateway.managementPort());
            List<String> table = check(0);

            assertThat(table.get(2)).endsWith("ok: a gateway listens there already");
            assertThat(table.get(3)).endsWith("ok: a gateway listens there already");
        }
    }

    private List<String> check(int status) {
        return run(status, "check");
    }

    private List<String> run(int status, String... arguments) {
        // The process starts on a busy machine; the test is about its output, not its speed.
        environment.putIfAbsent("GATEWAY_QUERY_TIMEOUT", "20s");
        environment.putIfAbsent("GATEWAY_REPLICA_TIMEOUT", "20s");
        environment.putIfAbsent("GATEWAY_REDIS_TIMEOUT", "20s");
        environment.putIfAbsent("GATEWAY_KEYCLOAK_TIMEOUT", "20s");
        try (GatewayProcess check = GatewayProcess.run(home, environment, arguments)) {
            List<String> output = check.output();
            assertThat(check.exitStatus()).as(String.join("\n", output)).isEqualTo(status);
            return output;
        }
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static HttpServer keycloak(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }
}
