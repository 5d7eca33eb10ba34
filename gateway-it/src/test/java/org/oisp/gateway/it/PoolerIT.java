package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Fleet;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.it.support.TestPooler;

/** A pgbouncer between the gateways and the database: in session mode, and in transaction mode, which lends a connection to each in turn. */
class PoolerIT {

    private static final String IGNORED = "ignore_startup_parameters = extra_float_digits";

    private static final String BIND_FAILED = "gateway_database_seconds_count{operation=\"bind\",outcome=\"failed\"}";
    private static final int DEVICES = Integer.getInteger("pooler.devices", 100);

    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path home;

    private final UUID account = UUID.randomUUID();

    /** With named prepared statements, each gateway executed the other's statements. */
    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void registersAtTwoGatewaysByTurns(String mode) throws IOException {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 40).mapToObj(i -> "d" + i).toList(), account);
        try (TestPooler pooler = TestPooler.start(database, mode, IGNORED);
                TestGateway one = TestGateway.start(database, through(pooler));
                TestGateway two = TestGateway.start(database, through(pooler))) {
            for (int i = 0; i < devices.size(); i++) {
                Client.register(i % 2 == 0 ? one : two, devices.get(i)).close();
            }
            for (TestGateway gateway : List.of(one, two)) {
                assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
                assertThat(gateway.metric(BIND_FAILED)).isZero();
            }
            assertThat(check(pooler, 0)).contains("ok: PostgreSQL 18");
        }
    }

    /** Two gateways, and a fleet that connects all at once: {@code -Dpooler.devices=5000} for a large one. */
    @Test
    void registersAFleetAtTwoGateways() throws IOException {
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, DEVICES).mapToObj(i -> "f" + i).toList(), account);
        try (TestPooler pooler = TestPooler.start(database, "transaction", IGNORED);
                TestGateway one = TestGateway.start(database, through(pooler));
                TestGateway two = TestGateway.start(database, through(pooler))) {
            AtomicInteger turn = new AtomicInteger();
            try (Fleet fleet = Fleet.of(devices, () -> (turn.getAndIncrement() % 2 == 0 ? one : two).url())) {
                fleet.connect();
                await().atMost(Duration.ofMinutes(5))
                        .until(() ->
                                database.connectedAt(one.server()) + database.connectedAt(two.server()) == DEVICES);
                assertThat(one.metric(BIND_FAILED) + two.metric(BIND_FAILED)).isZero();
            }
        }
    }

    /** A statement of its own server connection each: no transaction, and so no binding. */
    @Test
    void refusesAPoolerInStatementMode() throws IOException {
        try (TestPooler pooler = TestPooler.start(database, "statement", IGNORED)) {
            String words =
                    "transaction blocks not allowed in statement pooling mode; at pgbouncer set pool_mode = transaction";
            assertThat(check(pooler, 1)).contains("FAILED: ", words);
            try (GatewayProcess serve = GatewayProcess.run(home, environment(pooler), "serve")) {
                assertThat(String.join("\n", serve.output())).contains("OISP_POSTGRES_CONFIG, hostname: ", words);
                assertThat(serve.exitStatus()).isNotZero();
            }
        }
    }

    /** The pooler has the TLS that the gateway sees, whatever there is between it and the database. */
    @Test
    void speaksTlsToThePooler() throws IOException {
        TestPki pki = new TestPki();
        TestPki.write(home, pki.server("pooler"));
        String tls = IGNORED
                + "\nclient_tls_sslmode = require\nclient_tls_cert_file = %s\nclient_tls_key_file = %s"
                        .formatted(home.resolve("tls.crt"), home.resolve("tls.key"));
        TestPooler.letRead(home);
        try (TestPooler pooler = TestPooler.start(database, "transaction", tls)) {
            Map<String, String> environment = environment(pooler);
            environment.put("GATEWAY_DATABASE_TLS", "disable");
            assertThat(check(environment, 1))
                    .contains("GATEWAY_DATABASE_TLS", "it accepts only connections with TLS", "SSL required");
            environment.put("GATEWAY_DATABASE_TLS", "verify-full");
            environment.put(
                    "GATEWAY_DATABASE_CA",
                    pki.writeAuthority(home.resolve("ca.crt")).toString());
            assertThat(check(environment, 0)).contains("ok: PostgreSQL 18");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction"})
    void saysWhatToSetAtAPoolerThatDoesNotKnowWhatTheDriverAsksFor(String mode) throws IOException {
        try (TestPooler pooler = TestPooler.start(database, mode, "")) {
            String words = "unsupported startup parameter: extra_float_digits; at pgbouncer set " + IGNORED;
            assertThat(check(pooler, 1)).contains("FAILED: ", words);
            try (GatewayProcess serve = GatewayProcess.run(home, environment(pooler), "serve")) {
                assertThat(String.join("\n", serve.output())).contains("OISP_POSTGRES_CONFIG, hostname: ", words);
            }
        }
    }

    private static Map<String, String> through(TestPooler pooler) {
        return Map.of("OISP_POSTGRES_CONFIG", environment(pooler).get("OISP_POSTGRES_CONFIG"));
    }

    private static Map<String, String> environment(TestPooler pooler) {
        Map<String, String> environment = TestGateway.environment(pooler.port());
        environment.put("GATEWAY_QUERY_TIMEOUT", "20s");
        return environment;
    }

    private String check(TestPooler pooler, int status) {
        return check(environment(pooler), status);
    }

    private String check(Map<String, String> environment, int status) {
        try (GatewayProcess check = GatewayProcess.run(home, environment, "check")) {
            List<String> output = check.output();
            assertThat(check.exitStatus()).as(String.join("\n", output)).isEqualTo(status);
            return output.get(1);
        }
    }
}
