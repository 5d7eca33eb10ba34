package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestCollector;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestRedis;

/** The path of an actuation is one trace across instances; tracing costs nothing if it is off. */
class TracingIT {

    private static final String LISTENING = "listening on port (\\d+) for devices and on 127.0.0.1:(\\d+)";
    private static final TestDatabase database = TestDatabase.shared();

    private static TestRedis redis;
    private static TestCollector collector;
    private static TestCluster cluster;

    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final String parent = "00f067aa0ba902b7";
    private DeviceIdentity device;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        collector = new TestCollector();
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_TRACING_ENDPOINT", collector.endpoint());
        settings.put("GATEWAY_TRACING_SAMPLING", "0");
        settings.put("GATEWAY_TRACING_SPANS", "64");
        cluster = TestCluster.start(database, 2, settings);
    }

    @AfterAll
    static void stop() {
        cluster.close();
        collector.close();
        redis.close();
    }

    @BeforeEach
    void healthy() {
        collector.answer(200);
        device = database.addDevice("traced", UUID.randomUUID());
    }

    @Test
    void followsAnActuationToADeviceOfAnotherInstance() {
        try (Client client = Client.register(cluster.get(1), device);
                Client sender = Client.connect(cluster.get(0))) {
            String body = Actuations.body(device, "a payload");
            sender.send(traced(Actuations.message(body), "01"));
            client.expectText(Replies.actuation(body));
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 6);

        TestCollector.Seen received = only(spans, "actuation receive", TestCluster.server(0));
        TestCollector.Seen published = only(spans, "actuation publish", TestCluster.server(0));
        TestCollector.Seen arrived = only(spans, "actuation receive", TestCluster.server(1));
        TestCollector.Seen written = only(spans, "actuation write", TestCluster.server(1));
        assertThat(received.parent()).isEqualTo(parent);
        assertThat(received.outcome()).isEqualTo("forwarded");
        assertThat(received.tags()).containsEntry("gateway.door", "socket");
        assertThat(received.resource())
                .containsEntry("service.name", "oisp-gateway")
                .containsKey("service.version");
        assertThat(only(spans, "actuation route", TestCluster.server(0)).outcome())
                .isEqualTo("elsewhere");
        assertThat(only(spans, "actuation route", TestCluster.server(1)).outcome())
                .isEqualTo("here");
        assertThat(published.parent()).isEqualTo(received.id());
        assertThat(published.outcome()).isEqualTo("heard");
        assertThat(arrived.parent()).isEqualTo(published.id());
        assertThat(arrived.outcome()).isEqualTo("accepted");
        assertThat(arrived.tags())
                .containsEntry("gateway.door", "bus")
                .containsEntry("gateway.account", device.account().toString())
                .containsEntry("gateway.device", "traced");
        assertThat(written.parent()).isEqualTo(arrived.id());
        assertThat(written.outcome()).isEqualTo("written");
        assertThat(spans).allMatch(span -> span.start() <= span.end() && span.end() - span.start() < 10_000_000_000L);
        assertThat(spans).allMatch(span -> span.name().matches("actuation [a-z]+"));
        for (byte[] request : collector.requests()) {
            assertThat(new String(request, StandardCharsets.ISO_8859_1))
                    .doesNotContain("a payload", TestGateway.PASSWORD, TestGateway.USERNAME)
                    .doesNotContain(TestKeys.token(device));
        }
    }

    @Test
    void namesATraceBesideTheTimesOfDeliveries() throws Exception {
        try (Client client = Client.register(cluster.get(0), device);
                Client sender = Client.connect(cluster.get(0))) {
            String body = Actuations.body(device, "a payload");
            String exemplar = "gateway_delivery_seconds_bucket\\{le=\"[^\"]+\"} \\d+(\\.\\d+)? # \\{[^}]*trace_id=\""
                    + trace + "\"[^}]*} .*";
            // The exemplar sampler considers at most one delivery per short period, traced or not, and keeps an
            // exemplar for seconds.
            await().untilAsserted(() -> {
                sender.send(traced(Actuations.message(body), "01"));
                client.expectText(Replies.actuation(body));
                sender.send(Actuations.message(body));
                client.expectText(Replies.actuation(body));
                assertThat(openMetrics().lines()).anyMatch(line -> line.matches(exemplar));
            });
        }
    }

    private static String openMetrics() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + cluster.get(0).managementPort() + "/metrics"))
                                .header("Accept", "application/openmetrics-text")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void followsOneThatTheDashboardPublishes() {
        try (Client client = Client.register(cluster.get(0), device)) {
            String body = Actuations.body(device, 1);
            assertThat(redis.publish(device.account() + "/traced", traced(Actuations.message(body), "01")))
                    .isEqualTo(1);
            client.expectText(Replies.actuation(body));
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 3);
        assertThat(only(spans, "actuation receive", TestCluster.server(0)).parent())
                .isEqualTo(parent);
        assertThat(only(spans, "actuation write", TestCluster.server(0)).outcome())
                .isEqualTo("written");
    }

    @Test
    void followsOneThatAnOperatorSends() throws Exception {
        try (Client client = Client.register(cluster.get(1), device)) {
            String content =
                    "{\"accountId\":\"%s\",\"deviceId\":\"traced\",\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]}"
                            .formatted(device.account());
            HttpResponse<String> sent = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + cluster.get(0).managementPort() + "/api/actuations"))
                                    .header("traceparent", "00-" + trace + "-" + parent + "-01")
                                    .POST(HttpRequest.BodyPublishers.ofString(content))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(sent.body()).contains("\"outcome\":\"delivered\"");
            assertThat(client.next()).isInstanceOf(Client.Event.Text.class);
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 8);
        TestCollector.Seen received = only(spans, "actuation receive", TestCluster.server(0));
        assertThat(received.parent()).isEqualTo(parent);
        assertThat(received.tags()).containsEntry("gateway.door", "api").containsEntry("gateway.device", "traced");
        assertThat(only(spans, "actuation write", TestCluster.server(1)).outcome())
                .isEqualTo("written");
    }

    /** Each instance shows how long it took until the device had confirmed it. */
    @Test
    void followsAnActuationToItsReceipt() {
        try (Client client = Client.register(cluster.get(1), device);
                Client sender = Client.connect(cluster.get(0))) {
            String body = Actuations.body(device, "a payload");
            sender.send(traced(Actuations.message(body).replaceFirst("\\{", "{\"receipt\":\"delivered\","), "01"));
            client.expectText(Replies.actuation(body));
            assertThat(sender.next()).asString().contains("delivered");
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 8);
        for (int i = 0; i < 2; i++) {
            TestCollector.Seen receipt = only(spans, "actuation receipt", TestCluster.server(i));
            TestCollector.Seen received = only(spans, "actuation receive", TestCluster.server(i));
            assertThat(receipt.parent()).isEqualTo(received.id());
            assertThat(receipt.outcome()).isEqualTo("delivered");
            assertThat(receipt.tags()).containsEntry("gateway.reason", "confirmed");
            assertThat(receipt.end()).isGreaterThanOrEqualTo(receipt.start());
        }
    }

    @Test
    void followsOneToTheReasonWhyItWasNotDelivered() {
        try (Client sender = Client.connect(cluster.get(0))) {
            String message =
                    Actuations.message(Actuations.body(device, 1)).replaceFirst("\\{", "{\"receipt\":\"delivered\",");
            sender.send(traced(message, "01"));
            assertThat(sender.next()).asString().contains("not_connected");
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 4);
        TestCollector.Seen receipt = only(spans, "actuation receipt", TestCluster.server(0));
        assertThat(receipt.outcome()).isEqualTo("not_delivered");
        assertThat(receipt.tags()).containsEntry("gateway.reason", "not_connected");
    }

    @Test
    void saysWhereOneWasLostAndFollowsNobodyWithoutCredentials() {
        try (Client sender = Client.connect(cluster.get(0))) {
            String message = Actuations.message(Actuations.body(device, 1));
            sender.send(traced(message.replace(TestGateway.PASSWORD, "wrong"), "01"));
            sender.send(traced(message, "01"));
            sender.expectNothingElse();
        }
        List<TestCollector.Seen> spans = await().until(() -> collector.spans(trace), seen -> seen.size() == 3);
        assertThat(only(spans, "actuation receive", TestCluster.server(0)).outcome())
                .isEqualTo("not_connected");
        assertThat(only(spans, "actuation publish", TestCluster.server(0)).outcome())
                .isEqualTo("not_heard");
    }

    @Test
    void followsNoneThatIsNotToBeRecorded() {
        try (Client client = Client.register(cluster.get(1), device);
                Client sender = Client.connect(cluster.get(0))) {
            String body = Actuations.body(device, 1);
            sender.send(traced(Actuations.message(body), "00"));
            sender.send(Actuations.message(body));
            // This one comes after the others, and is the only one to be traced.
            sender.send(Actuations.message(body)
                    .replaceFirst("\\{", "{\"traceparent\":\"00-" + trace + "-" + parent + "-01\","));
            for (int i = 0; i < 3; i++) {
                client.expectText(Replies.actuation(body));
            }
        }
        await().until(() -> collector.spans(trace), seen -> seen.size() == 6);
        assertThat(collector.spans().stream().filter(span -> span.parent().isEmpty()))
                .isEmpty();
    }

    @Test
    void losesSpansAndNothingElseWhileTheCollectorIsAway() {
        collector.answer(400);
        try (Client client = Client.register(cluster.get(0), device);
                Client sender = Client.connect(cluster.get(0))) {
            String body = Actuations.body(device, 1);
            for (int i = 0; i < 200; i++) {
                sender.send(traced(Actuations.message(body), "01"));
            }
            for (int i = 0; i < 200; i++) {
                client.expectText(Replies.actuation(body));
            }
        }
        await().untilAsserted(() -> {
            assertThat(cluster.get(0).metric("gateway_spans_waiting")).isZero();
            assertThat(cluster.get(0).metric("gateway_spans_total{outcome=\"failed\"}"))
                    .isPositive();
            assertThat(cluster.get(0).metric("gateway_spans_total{outcome=\"dropped\"}"))
                    .isPositive();
        });
        assertThat(collector.spans(trace)).isEmpty();
    }

    /** The JVM logs every class that it loads. */
    @Test
    void loadsNothingOfItWhereNobodyWantsIt(@TempDir Path home) throws Exception {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.putAll(redis.environment());
        environment.put("GATEWAY_ADVERTISED_SERVER", "untraced:5000");
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load=info");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            Matcher listening = gateway.awaitLine(LISTENING);
            URI url = URI.create("ws://127.0.0.1:" + listening.group(1) + "/");
            try (Client client = Client.connect(url);
                    Client sender = Client.connect(url)) {
                client.send(Client.registration(device));
                client.expectText(Replies.REGISTERED);
                String body = Actuations.body(device, 1);
                sender.send(traced(Actuations.message(body), "01"));
                client.expectText(Replies.actuation(body));
            }
            HttpResponse<String> metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listening.group(2) + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.body()).contains("gateway_spans_total{outcome=\"exported\"} 0.0");
            gateway.signal("TERM");
            List<String> output = gateway.output();
            assertThat(output).anyMatch(line -> line.contains(" org.oisp.gateway.routing.ActuationRouter "));
            assertThat(output)
                    .filteredOn(line -> line.contains("[class,load]"))
                    .noneMatch(line -> line.contains(" io.opentelemetry.")
                            || line.contains(" io.micrometer.tracing.")
                            || line.contains(" net.logstash.")
                            || line.contains(" org.slf4j.bridge.")
                            || line.contains(" org.oisp.gateway.server.tracing.Tracing ")
                            || line.contains(" org.oisp.gateway.routing.TracedActuations "));
        }
    }

    private String traced(String message, String flags) {
        return message.substring(0, message.lastIndexOf('}')) + ",\"traceparent\":\"00-" + trace + "-" + parent + "-"
                + flags + "\"}";
    }

    private static TestCollector.Seen only(List<TestCollector.Seen> spans, String name, String instance) {
        return spans.stream()
                .filter(span -> span.name().equals(name) && span.instance().equals(instance))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + one + " and " + other);
                })
                .orElseThrow(() -> new AssertionError("no " + name + " at " + instance + " in " + spans));
    }
}
