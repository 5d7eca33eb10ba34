package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.database.BorrowedConnection;
import org.oisp.gateway.database.FailureReason;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.server.command.check.ServerChecks;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.config.ConfigurationException;
import org.oisp.gateway.server.database.PostgresPool;
import org.oisp.gateway.server.database.PostgresSettings;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** TLS to real PostgreSQL servers: without TLS, with it, that insist on it, and that refuse it. */
class DatabaseTlsIT {

    private static final String NEVER = "GATEWAY_DATABASE_TLS requires it";
    private static final String ACCEPTS_ONLY =
            "it accepts only connections with TLS; set GATEWAY_DATABASE_TLS to require or stricter: ";

    private static final TestPki pki = new TestPki();
    private static final TestPki others = new TestPki();

    @TempDir
    private static Path directory;

    private static TestDatabase database;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.start();
        for (String user : new String[] {"secured", "unsecured", "certified", "certified_by_name"}) {
            database.execute("CREATE ROLE " + user + " SUPERUSER LOGIN");
        }
        for (String method : new String[] {"scram", "md5", "clear"}) {
            database.execute("SET password_encryption = '" + (method.equals("md5") ? "md5" : "scram-sha-256")
                    + "'; CREATE ROLE by_" + method + " SUPERUSER LOGIN PASSWORD 'swordfish'");
        }
        database.admit(
                "host all by_scram all scram-sha-256",
                "host all by_md5 all md5",
                "host all by_clear all password",
                "hostssl all secured all trust",
                "hostnossl all secured all reject",
                "hostnossl all unsecured all trust",
                "hostssl all unsecured all reject",
                "hostssl all certified all trust clientcert=verify-ca",
                "hostssl all certified_by_name all cert");
        database.secure(pki.server("database"), pki);
        pki.writeAuthority(directory.resolve("ca.crt"));
        others.writeAuthority(directory.resolve("others.crt"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static Map<String, String> environment(TestDatabase server, String user, String mode) {
        Map<String, String> environment = TestGateway.environment(server.port());
        environment.compute("OISP_POSTGRES_CONFIG", (name, json) -> json.replace("\"postgres\"", "\"" + user + "\""));
        environment.put("GATEWAY_DATABASE_TLS", mode);
        return environment;
    }

    private static Map<String, String> certified(Map<String, String> environment, String name, TestPki issuer) {
        Path files = directory.resolve(name + UUID.randomUUID());
        assertThat(files.toFile().mkdir()).isTrue();
        TestPki.write(files, issuer.client(name));
        environment.put("GATEWAY_DATABASE_CERTIFICATE", files.resolve("tls.crt").toString());
        environment.put("GATEWAY_DATABASE_KEY", files.resolve("tls.key").toString());
        return environment;
    }

    private static PostgresSettings settings(Map<String, String> environment) throws ConfigurationException {
        return Configuration.read(environment, directory).neighbours().database();
    }

    /** Connects as the gateway does; returns "tls", "plain", or why there is no connection. */
    private static String outcome(Map<String, String> environment) throws ConfigurationException {
        PostgresPool pool = new PostgresPool(settings(environment));
        return BorrowedConnection.use(pool.connections(), DatabaseTlsIT::secured)
                .onErrorResume(error -> Mono.just(FailureReason.of(error)))
                .flatMap(words -> pool.close().thenReturn(words))
                .block(Client.TIMEOUT);
    }

    private static Mono<String> secured(Connection connection) {
        return Flux.from(connection
                        .createStatement(
                                "SELECT CASE WHEN ssl THEN 'tls' ELSE 'plain' END FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                        .execute())
                .concatMap((Result result) -> result.map((row, metadata) -> row.get(0, String.class)))
                .next();
    }

    /** Returns the line about the database that {@code ./gateway check} prints. */
    private static String check(Map<String, String> environment) throws ConfigurationException {
        return ServerChecks.run(Configuration.read(environment, directory), null)
                .block(Client.TIMEOUT)
                .table()
                .get(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // mode | no TLS | offered | insisted on | refused
                "disable    | plain | plain | " + ACCEPTS_ONLY + " | plain",
                "allow      | plain | plain | tls | plain",
                "prefer     | plain | tls   | tls | plain",
                "require    | " + NEVER + " | tls | tls | pg_hba.conf rejects connection",
                "verify-ca  | " + NEVER + " | tls | tls | pg_hba.conf rejects connection",
                "verify-full| " + NEVER + " | tls | tls | pg_hba.conf rejects connection"
            })
    void eachModeAtEachServer(String mode, String none, String offered, String insisted, String refused)
            throws ConfigurationException {
        Map<String, String> authority = mode.startsWith("verify") ? Map.of("GATEWAY_DATABASE_CA", "ca.crt") : Map.of();
        assertThat(outcome(with(environment(TestDatabase.shared(), "postgres", mode), authority)))
                .contains(none);
        assertThat(outcome(with(environment(database, "postgres", mode), authority)))
                .contains(offered);
        assertThat(outcome(with(environment(database, "secured", mode), authority)))
                .contains(insisted.strip());
        assertThat(outcome(with(environment(database, "unsecured", mode), authority)))
                .contains(refused);
    }

    /** What {@code channel_binding} of libpq does, at a server that authenticates by SCRAM, by an older method, or by none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "disable | require | by_scram | tls",
                "prefer  | require | by_scram | tls",
                "prefer  | disable | by_scram | plain",
                "prefer  | require | by_md5   | tls",
                "prefer  | require | by_clear | tls",
                "require | require | by_scram | tls",
                "require | allow   | by_scram | Channel binding is required (channelBinding=require) but the connection is not using SSL",
                "require | require | by_md5   | Channel binding is required but the server asks for the password by another method",
                "require | require | by_clear | Channel binding is required but the server asks for the password by another method",
                "require | require | secured  | Channel binding is required but the server asks for no password"
            })
    void aPasswordIsBoundToTheConnectionIfThatIsRequired(String binding, String mode, String user, String expected)
            throws ConfigurationException {
        Map<String, String> environment = environment(database, user, mode);
        environment.compute(
                "OISP_POSTGRES_CONFIG",
                (name, json) -> json.replace("\"password\":\"\"", "\"password\":\"swordfish\""));
        environment.put("GATEWAY_DATABASE_CHANNEL_BINDING", binding);
        assertThat(outcome(environment)).startsWith(expected);
    }

    @Test
    void theCheckNamesTheVariableThatRequiresTheBinding() throws ConfigurationException {
        Map<String, String> environment = environment(database, "by_scram", "require");
        environment.compute(
                "OISP_POSTGRES_CONFIG",
                (name, json) -> json.replace("\"password\":\"\"", "\"password\":\"swordfish\""));
        environment.put("PGCHANNELBINDING", "require");
        assertThat(check(environment)).contains("PostgreSQL").doesNotContain("FAILED");
        environment.compute("OISP_POSTGRES_CONFIG", (name, json) -> json.replace("by_scram", "secured"));
        assertThat(check(environment))
                .matches(
                        "PostgreSQL .* PGCHANNELBINDING .*FAILED: Channel binding is required but the server asks for no"
                                + " password; GATEWAY_DATABASE_CHANNEL_BINDING requires it");
    }

    /** As libpq does. TLS that is only preferred protects from nobody who could disturb it. */
    @Test
    void goesWithoutTlsThatIsOnlyPreferredIfTheHandshakeFails() throws ConfigurationException {
        try {
            // No cipher of these is known here.
            database.reconfigure("ssl_max_protocol_version = 'TLSv1.2'", "ssl_ciphers = 'PSK'");
            assertThat(outcome(environment(database, "postgres", "prefer"))).isEqualTo("plain");
            assertThat(outcome(environment(database, "postgres", "require"))).startsWith("no TLS connection: ");
            assertThat(outcome(environment(database, "secured", "prefer"))).startsWith("no TLS connection: ");
        } finally {
            database.reconfigure("ssl_max_protocol_version = ''", "ssl_ciphers = DEFAULT");
        }
    }

    private static Map<String, String> with(Map<String, String> environment, Map<String, String> more) {
        Map<String, String> both = new HashMap<>(environment);
        both.putAll(more);
        return both;
    }

    @Test
    void checksTheAuthorityAndTheHostAsFarAsTheModeSays() throws ConfigurationException {
        Map<String, String> environment = environment(database, "secured", "verify-full");
        environment.put("GATEWAY_DATABASE_CA", "others.crt");
        assertThat(check(environment))
                .contains(
                        "GATEWAY_DATABASE_CA",
                        "FAILED: no TLS connection: its certificate is not signed by a trusted authority");
        // As in libpq: whoever names an authority wants it checked.
        environment.put("GATEWAY_DATABASE_TLS", "require");
        assertThat(outcome(environment)).contains("not signed by a trusted authority");
        environment.remove("GATEWAY_DATABASE_CA");
        assertThat(outcome(environment)).isEqualTo("tls");
        // Java's own authorities.
        environment.put("GATEWAY_DATABASE_TLS", "verify-ca");
        assertThat(outcome(environment)).contains("not signed by a trusted authority");
        try {
            database.secure(pki.serverAt("db.example"), pki);
            environment.put("GATEWAY_DATABASE_CA", "ca.crt");
            await().untilAsserted(() -> assertThat(outcome(environment)).isEqualTo("tls"));
            environment.put("GATEWAY_DATABASE_TLS", "verify-full");
            // The address resolves to a name, which proves nothing.
            assertThat(check(environment))
                    .contains(
                            "OISP_POSTGRES_CONFIG, hostname",
                            "FAILED: no TLS connection: its certificate is for another host: ");
            environment.compute("OISP_POSTGRES_CONFIG", (name, json) -> json.replace("127.0.0.1", "localhost"));
            assertThat(outcome(environment)).contains("its certificate is for another host: ", "localhost");
        } finally {
            database.secure(pki.server("database"), pki);
        }
        await().untilAsserted(() -> assertThat(outcome(environment)).isEqualTo("tls"));
    }

    @Test
    void showsItsCertificateAndSaysIfTheServerWantsAnother() throws ConfigurationException {
        Map<String, String> environment = environment(database, "certified", "require");
        assertThat(check(environment))
                .contains(
                        "GATEWAY_DATABASE_CERTIFICATE",
                        "FAILED: connection requires a valid client certificate; GATEWAY_DATABASE_CERTIFICATE has to name"
                                + " one that the server trusts");
        assertThat(outcome(certified(environment, "gateway", pki))).isEqualTo("tls");
        // The alert comes after the handshake (TLS 1.3), in place of an answer.
        assertThat(check(certified(environment, "gateway", others)))
                .contains("GATEWAY_DATABASE_CERTIFICATE", "FAILED: no TLS connection: it refuses with the alert ");
        Map<String, String> byName = environment(database, "certified_by_name", "require");
        assertThat(outcome(certified(byName, "certified_by_name", pki))).isEqualTo("tls");
        assertThat(check(certified(byName, "somebody", pki)))
                .contains("GATEWAY_DATABASE_CERTIFICATE", "FAILED: certificate authentication failed for user");
    }

    @Test
    void doesNotBlameThePasswordIfTheServerInsistsOnTls() throws ConfigurationException {
        Map<String, String> environment = environment(database, "secured", "disable");
        environment.remove("GATEWAY_DATABASE_TLS");
        environment.put("PGSSLMODE", "disable");
        assertThat(check(environment))
                .matches("PostgreSQL .* PGSSLMODE .* FAILED: " + ACCEPTS_ONLY + ".*no encryption");
        assertThatThrownBy(() -> TestGateway.start(database, environment))
                .hasMessageMatching("PGSSLMODE: PostgreSQL at .* refuses: " + ACCEPTS_ONLY
                        + ".*no encryption; correct it, then verify it with `gateway check`");
        environment.remove("PGSSLMODE");
        assertThat(check(environment)).contains("ok: PostgreSQL " + TestDatabase.version() + ".");
        environment.put("GATEWAY_DATABASE_TLS", "require");
        assertThat(check(environment)).contains("ok: PostgreSQL " + TestDatabase.version() + ".");
        assertThat(check(environment(TestDatabase.shared(), "postgres", "require")))
                .matches("PostgreSQL .* GATEWAY_DATABASE_TLS .* FAILED: it offers no TLS, and " + NEVER);
        assertThat(check(environment(database, "unsecured", "require")))
                .contains("OISP_POSTGRES_CONFIG, username", "FAILED: pg_hba.conf rejects connection", "SSL encryption");
    }

    /** A replica has its own TLS, and the one without a good certificate is not used. */
    @Test
    void connectsToTheReplicasAsTheySay() {
        Map<String, String> environment = environment(TestDatabase.shared(), "postgres", "disable");
        environment.computeIfPresent(
                "OISP_POSTGRES_CONFIG",
                (name, json) -> json.replace(
                        "}",
                        ",\"readReplicas\":[{\"port\":%d,\"username\":\"secured\",\"sslmode\":\"verify-full\",\"sslrootcert\":\"%s\"}]}"
                                .formatted(database.port(), directory.resolve("ca.crt"))));
        DeviceIdentity device = database.addDevice("of the replica", UUID.randomUUID());
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared(), environment)) {
            Client.register(gateway, device).close();
            assertThat(gateway.metric("gateway_replicas")).isEqualTo(1);
        }
    }

    /** New files are used for new connections; while they do not fit together, the previous ones are. */
    @Test
    void usesChangedFilesWithoutARestart() throws Exception {
        Path files = directory.resolve("rotated");
        assertThat(files.toFile().mkdir()).isTrue();
        TestPki.write(files, others.client("gateway"));
        others.writeAuthority(files.resolve("ca.crt"));
        Map<String, String> environment = environment(database, "certified", "verify-full");
        environment.put("GATEWAY_DATABASE_CA", files.resolve("ca.crt").toString());
        environment.put("GATEWAY_DATABASE_CERTIFICATE", files.resolve("tls.crt").toString());
        environment.put("GATEWAY_DATABASE_KEY", files.resolve("tls.key").toString());
        PostgresPool pool = new PostgresPool(settings(environment));
        try (LogWatch log = new LogWatch()) {
            assertThat(connected(pool)).contains("not signed by a trusted authority");
            pki.writeAuthority(files.resolve("ca.crt"));
            assertThat(connected(pool)).isNotEqualTo("tls").doesNotContain("trusted authority");
            // A key that is not the certificate's: the files are being replaced.
            TestPki.write(files.resolve("tls.key"), pki.client("gateway").getPrivateKeyPEM());
            assertThat(connected(pool)).isNotEqualTo("tls");
            assertThat(connected(pool)).isNotEqualTo("tls");
            assertThat(log.linesWith("does not match the certificate")).hasSize(1);
            TestPki.write(files, pki.client("gateway"));
            assertThat(connected(pool)).isEqualTo("tls");
            assertThat(log.linesWith("new connections to the database use the changed TLS files"))
                    .hasSize(2);
        } finally {
            pool.close().block(Client.TIMEOUT);
        }
    }

    private static String connected(PostgresPool pool) {
        return BorrowedConnection.use(pool.connections(), DatabaseTlsIT::secured)
                .onErrorResume(error -> Mono.just(FailureReason.of(error)))
                .block(Client.TIMEOUT);
    }

    /** The server begins to insist while the gateway runs. */
    @Test
    void saysInTheLogAndToOperatorsThatTheServerInsistsOnTls() throws IOException {
        database.execute("CREATE ROLE later SUPERUSER LOGIN");
        try (TestGateway gateway = TestGateway.start(database, environment(database, "later", "disable"));
                LogWatch log = new LogWatch()) {
            database.admit("hostssl all later all trust", "hostnossl all later all reject");
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'later'");
            await().untilAsserted(() -> assertThat(log.linesWith("database failed ("))
                    .singleElement()
                    .asString()
                    .contains(ACCEPTS_ONLY, "registrations are answered 500"));
            assertThat(gateway.management("/api/events?kind=system").body()).contains(ACCEPTS_ONLY.strip());
        }
    }
}
