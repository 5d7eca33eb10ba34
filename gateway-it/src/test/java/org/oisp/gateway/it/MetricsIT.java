package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.server.BuildInfo;

/** The meters that Prometheus scrapes from the management port. */
class MetricsIT {

    private static final String METERS = """
            gateway_connections
            gateway_devices
            gateway_handshakes_total{outcome="accepted"}
            gateway_handshakes_total{outcome="forbidden"}
            gateway_handshakes_total{outcome="not_found"}
            gateway_handshakes_total{outcome="bad_request"}
            gateway_handshakes_total{outcome="upgrade_required"}
            gateway_handshakes_total{outcome="timed_out"}
            gateway_handshakes_total{outcome="too_many_connections"}
            gateway_handshakes_total{outcome="too_busy"}
            gateway_registrations_under_way
            gateway_admission_connections_waiting
            gateway_admission_registrations_waiting
            gateway_admission_registrations_admitted
            gateway_admission_limit
            gateway_loop_lag_seconds
            gateway_registrations_total{outcome="registered"}
            gateway_registrations_total{outcome="invalid_token"}
            gateway_registrations_total{outcome="no_account"}
            gateway_registrations_total{outcome="unknown_device"}
            gateway_registrations_total{outcome="database_failed"}
            gateway_registrations_total{outcome="row_locked"}
            gateway_registrations_total{outcome="timed_out"}
            gateway_registrations_total{outcome="overloaded"}
            gateway_registrations_total{outcome="too_many_devices"}
            gateway_actuations_total{outcome="accepted"}
            gateway_actuations_total{outcome="not_connected"}
            gateway_actuations_total{outcome="unaddressed"}
            gateway_actuations_total{outcome="ambiguous"}
            gateway_actuations_total{outcome="wrong_credentials"}
            gateway_actuations_total{outcome="malformed"}
            gateway_actuations_total{outcome="mailbox_full"}
            gateway_drops_total{reason="silent_peer"}
            gateway_drops_total{reason="slow_device"}
            gateway_drops_total{reason="no_first_message"}
            gateway_drops_total{reason="malformed_message"}
            gateway_drops_total{reason="registration_refused"}
            gateway_drops_total{reason="protocol_error"}
            gateway_drops_total{reason="too_big"}
            gateway_drops_total{reason="invalid_text"}
            gateway_drops_total{reason="taken_over"}
            gateway_drops_total{reason="shutdown"}
            gateway_drops_total{reason="internal_error"}
            gateway_delivery_seconds_count
            gateway_delivery_seconds_bucket{le="0.001"}
            gateway_mailbox_messages
            gateway_mailbox_deepest
            gateway_locked_rows{for="register"}
            gateway_locked_rows{for="release"}
            gateway_senders_held
            gateway_sender_holds_total
            gateway_actuations_total{outcome="over_share"}
            gateway_database_seconds_count{operation="bind",outcome="done"}
            gateway_database_seconds_count{operation="bind",outcome="failed"}
            gateway_database_seconds_count{operation="release",outcome="done"}
            gateway_database_seconds_count{operation="sweep",outcome="done"}
            gateway_database_seconds_count{operation="probe",outcome="done"}
            jvm_memory_used_bytes{area="heap"
            jvm_threads_live_threads
            jvm_gc_pause_seconds_count
            process_uptime_seconds
            process_cpu_usage
            process_files_open_files
            netty_allocator_memory_used
            """;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();

    @Test
    void showsEachMeterFromTheStart() {
        // The meters of garbage collection appear at the first collection.
        System.gc();
        await().untilAsserted(() -> {
            String shown = gateway.management("/metrics").body();
            assertThat(METERS.lines()).allMatch(meter -> shown.contains("\n" + meter));
        });
    }

    @Test
    void saysWhatRunsHere() {
        BuildInfo build = BuildInfo.ofThisGateway();
        assertThat(gateway.management("/metrics").body())
                .contains("\ngateway_build_info{commit=\"%s\",jdk=\"%s\",version=\"%s\"} 1"
                        .formatted(build.revision(), Runtime.version(), build.version()));
    }

    @Test
    void writesMetricsAsPrometheusReadsThem() {
        HttpResponse<String> answer = gateway.management("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body().lines())
                .contains("# TYPE gateway_connections gauge", "# TYPE gateway_drops_total counter")
                .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z][a-z0-9_]*(\\{.*})? [-+.0-9A-Za-z]+"));
    }

    /** Prometheus sends a weight for each format, and prefers OpenMetrics to text. */
    @Test
    void speaksOpenMetricsToWhoeverPrefersIt() throws Exception {
        String prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1";
        HttpResponse<byte[]> answer = scrape("Accept", prometheus);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("# TYPE gateway_drops counter\n")
                .endsWith("# EOF\n");
        for (String accept : List.of(
                "*/*",
                "text/plain",
                "application/openmetrics-text;q=0",
                "text/plain;version=0.0.4, application/openmetrics-text;q=0.9",
                "application/openmetrics-textual")) {
            assertThat(scrape("Accept", accept).headers().firstValue("content-type"))
                    .as(accept)
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
        }
    }

    @Test
    void zipsForWhoeverTakesThat() throws Exception {
        HttpResponse<byte[]> answer = scrape("Accept-Encoding", "deflate, gzip;q=0.8");
        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(answer.headers().firstValue("content-length")).hasValue(Integer.toString(answer.body().length));
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] plain = unzipped.readAllBytes();
            assertThat(plain).hasSizeGreaterThan(4 * answer.body().length);
            assertThat(new String(plain, StandardCharsets.UTF_8)).contains("\ngateway_devices ");
        }
    }

    private static HttpResponse<byte[]> scrape(String name, String value) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + "/metrics"))
                                .header(name, value)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void countsWhatHappens() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (TestGateway fresh = TestGateway.start(database);
                Client client = Client.register(fresh, device);
                Client sender = Client.connect(fresh)) {
            for (int i = 0; i < 3; i++) {
                sender.send(Actuations.message(Actuations.body(device, i)));
                client.expectText(Replies.actuation(Actuations.body(device, i)));
            }
            sender.expectNothingElse();
            assertThat(fresh.metric("gateway_connections")).isEqualTo(2);
            assertThat(fresh.metric("gateway_devices")).isEqualTo(1);
            assertThat(fresh.metric("gateway_handshakes_total{outcome=\"accepted\"}"))
                    .isEqualTo(2);
            assertThat(fresh.metric("gateway_registrations_total{outcome=\"registered\"}"))
                    .isEqualTo(1);
            assertThat(fresh.metric("gateway_registrations_under_way")).isZero();
            assertThat(fresh.metric("gateway_actuations_total{outcome=\"accepted\"}"))
                    .isEqualTo(3);
            assertThat(fresh.metric("gateway_delivery_seconds_count")).isEqualTo(3);
            assertThat(fresh.metric("gateway_delivery_seconds_bucket{le=\"+Inf\"}"))
                    .isEqualTo(3);
            assertThat(fresh.metric("gateway_mailbox_messages")).isZero();
            assertThat(fresh.metric("gateway_database_seconds_count{operation=\"bind\",outcome=\"done\"}"))
                    .isEqualTo(1);
            assertThat(fresh.metric("gateway_database_seconds_count{operation=\"sweep\",outcome=\"done\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void showsNoSecret() {
        DeviceIdentity device = database.addDevice("example001", account);
        try (Client client = Client.register(gateway, device)) {
            client.send(Actuations.message(Actuations.body(device, "a value")));
            client.expectText(Replies.actuation(Actuations.body(device, "a value")));
            assertThat(gateway.management("/metrics").body())
                    .doesNotContain(TestGateway.PASSWORD)
                    .doesNotContain(TestGateway.USERNAME)
                    .doesNotContain(TestKeys.token(device).substring(0, 20))
                    .doesNotContain("a value");
        }
    }
}
