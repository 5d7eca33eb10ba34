package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** The warm-up: the gateway rehearses before it is ready, nobody sees it, and the first device ends it. */
class WarmUpIT {

    private static final String UP = "{\"status\":\"up\"}";
    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path directory;

    @Test
    void isNotReadyAndSeenNowhereUntilTheFirstDeviceComesWhichIsServed() {
        DeviceIdentity device = database.addDevice("first-of-all", UUID.randomUUID());
        long rows = rows();
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, settings("10m"))) {
            awaitStatements();
            assertThat(gateway.management("/health/ready")).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).startsWith("{\"status\":\"warming up\",\"reason\":\"it rehearses ");
            });
            assertThat(gateway.management("/health/live").body()).isEqualTo(UP);
            for (String meter : new String[] {
                "gateway_ready",
                "gateway_connections",
                "gateway_devices",
                "gateway_registrations_under_way",
                "gateway_admission_registrations_admitted",
                "gateway_mailbox_messages",
                "gateway_tokens_remembered",
                "gateway_handshakes_total{outcome=\"accepted\"}",
                "gateway_registrations_total{outcome=\"registered\"}",
                "gateway_registration_seconds_count{outcome=\"registered\"}",
                "gateway_database_seconds_count{operation=\"bind\",outcome=\"done\"}",
                "gateway_database_seconds_count{operation=\"release\",outcome=\"done\"}",
                "gateway_actuations_total{outcome=\"accepted\"}",
                "gateway_delivery_seconds_count"
            }) {
                assertThat(gateway.metric(meter)).as(meter).isZero();
            }
            assertThat(gateway.management("/api/events?limit=100").body()).doesNotContain("rehearsal");
            assertThat(rows()).isEqualTo(rows);
            assertThat(log.linesWith("rehears")).isEmpty();
            try (Client first = Client.register(gateway, device)) {
                await().until(() -> gateway.management("/health/ready").body().equals(UP));
                assertThat(gateway.metric("gateway_devices")).isEqualTo(1);
                assertThat(database.binding(device).connected()).isTrue();
                first.expectNothingElse();
            }
            await().untilAsserted(() -> assertThat(log.linesWith("warmed up in "))
                    .singleElement()
                    .asString()
                    .contains("ended by the first device"));
        }
    }

    /** As the self-probe's: no proxy is in front of it, and it has no certificate. */
    @Test
    void itsPlacesAreItsOwnBehindAProxyWithCertificatesAndWhereNoPlaceIsLeft() {
        TestPki pki = new TestPki();
        TestPki.write(directory, pki.server("gateway"));
        Map<String, String> settings = settings("10m");
        settings.putAll(TestPki.settings(directory));
        settings.put(
                "GATEWAY_TLS_CLIENT_CA",
                pki.writeAuthority(directory.resolve("ca.pem")).toString());
        settings.put("GATEWAY_TLS_CLIENT_CERTIFICATE", "required");
        settings.put("GATEWAY_PROXY_PROTOCOL", "on");
        settings.put("GATEWAY_TRUSTED_PROXIES", "127.0.0.1");
        settings.put("GATEWAY_MAX_CONNECTIONS", "1");
        settings.put("GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1");
        try (TestGateway gateway = TestGateway.start(database, settings)) {
            awaitStatements();
            assertThat(gateway.metric("gateway_connections")).isZero();
        }
    }

    @Test
    void isReadyOnceTheTimeIsOver() {
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, settings("50ms"))) {
            await().until(() -> gateway.management("/health/ready").body().equals(UP));
            assertThat(log.linesWith("warmed up in ")).hasSize(1);
        }
    }

    @Test
    void isReadyAtOnceWithoutIt() {
        try (LogWatch log = new LogWatch();
                TestGateway gateway = TestGateway.start(database, settings("0s"))) {
            assertThat(gateway.management("/health/ready").body()).isEqualTo(UP);
            assertThat(log.linesWith("warmed up in ")).isEmpty();
        }
    }

    /** Waits until the database sees one of the rehearsal's statements, which come again and again. */
    private static void awaitStatements() {
        await().until(() -> database.count(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '/* a rehearsal, which writes nothing */%'")
                > 0);
    }

    private static long rows() {
        return database.count("SELECT count(*) FROM dashboard.\"connectionBindings\"");
    }

    private static Map<String, String> settings(String time) {
        return new HashMap<>(Map.of("GATEWAY_WARM_UP", time, "GATEWAY_SELF_PROBE_INTERVAL", "0s"));
    }
}
