package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.EventStream;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** The live page's event stream. */
class LiveIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String SERVER = "live:5000";

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    /** A gateway that closes idle management connections soon; its streams must last longer. */
    @AutoClose
    private static final TestGateway gateway = TestGateway.start(
            database,
            Map.of(
                    "GATEWAY_ADVERTISED_SERVER",
                    SERVER,
                    "GATEWAY_LIVE_VIEWERS",
                    "3",
                    "GATEWAY_LIVE_PATIENCE",
                    "1s",
                    "GATEWAY_LEASE_INTERVAL",
                    "500ms",
                    "GATEWAY_LEASE_DURATION",
                    "2s",
                    "GATEWAY_MANAGEMENT_IDLE_TIMEOUT",
                    "1s"));

    private final UUID account = UUID.randomUUID();

    @BeforeEach
    void nobodyWatches() {
        await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_live_viewers") == 0);
    }

    @Test
    void showsADeviceThatComesItsActuationsAndItsEnd() {
        DeviceIdentity device = database.addDevice("shown", account);
        long before = System.currentTimeMillis();
        try (EventStream stream = EventStream.open(gateway);
                Client sender = Client.connect(gateway)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(stream.header("cache-control")).isEqualTo("no-store");
            EventStream.Event hello = stream.next();
            assertThat(hello.name()).isEqualTo("hello");
            assertThat(hello.data().get("instance").textValue()).isEqualTo(SERVER);
            assertThat(hello.data().get("every").intValue()).isEqualTo(1_000);
            assertThat(hello.data().get("now").longValue()).isBetween(before, System.currentTimeMillis());
            assertThat(hello.data().get("started").longValue()).isLessThan(before);
            EventStream.Event history = stream.next();
            assertThat(history.name()).isEqualTo("history");
            EventStream.Event journal = stream.next();
            assertThat(journal.name()).isEqualTo("journal");
            assertThat(journal.data().get("entries")).isNotEmpty();
            JsonNode cluster = stream.next("cluster");
            assertThat(cluster.get("scope").textValue()).isEqualTo("instance");
            assertThat(cluster.get("instances")).hasSize(1);

            Client client = Client.register(gateway, device);
            JsonNode registered = stream.next(
                    "sample", sample -> sample.at("/registrations/registered").intValue() == 1);
            assertThat(registered.get("devices").intValue()).isEqualTo(1);
            assertThat(registered.at("/health/database/state").textValue()).isEqualTo("up");
            assertThat(registered.at("/health/database/ms").doubleValue()).isPositive();
            assertThat(registered.at("/health/redis/state").textValue()).isEqualTo("off");
            assertThat(registered.at("/heap/used").longValue()).isPositive();
            assertThat(registered.get("latency").isNull()).isTrue();
            assertThat(registered.get("draining").booleanValue()).isFalse();

            sender.send(Actuations.message(Actuations.body(device, 1)));
            client.expectText(Replies.actuation(Actuations.body(device, 1)));
            JsonNode delivered =
                    stream.next("sample", sample -> sample.get("delivered").intValue() == 1);
            assertThat(delivered.at("/latency/p50").longValue()).isPositive();
            assertThat(delivered.at("/latency/max").longValue())
                    .isGreaterThanOrEqualTo(delivered.at("/latency/p50").longValue());

            client.send("no json");
            JsonNode news = stream.next("news", came -> entry(came, "dropped") != null);
            assertThat(entry(news, "dropped").get("outcome").textValue()).isEqualTo("malformed_message");
            assertThat(entry(news, "dropped").get("instance").textValue()).isEqualTo(SERVER);
            JsonNode gone =
                    stream.next("sample", sample -> sample.get("devices").intValue() == 0);
            assertThat(gone.get("at").longValue())
                    .isGreaterThan(registered.get("at").longValue());
        }
        // A viewer that connects again finds it in the history.
        try (EventStream again = EventStream.open(gateway)) {
            assertThat(again.next("history").get("samples"))
                    .anySatisfy(sample -> assertThat(
                                    sample.at("/drops/malformed_message").intValue())
                            .isEqualTo(1));
            assertThat(entry(again.next("journal"), "dropped")).isNotNull();
        }
    }

    private static JsonNode entry(JsonNode entries, String kind) {
        return StreamSupport.stream(entries.get("entries").spliterator(), false)
                .filter(entry -> entry.get("kind").textValue().equals(kind))
                .findFirst()
                .orElse(null);
    }

    @Test
    void aDatabaseThatIsAwayIsSeenAndItsReturnToo() {
        try (EventStream stream = EventStream.open(gateway)) {
            stream.next("sample", sample -> database(sample).equals("up"));
            database.stop();
            try {
                stream.next("sample", sample -> database(sample).equals("down"));
                JsonNode cluster = stream.next("cluster");
                assertThat(cluster.at("/instances/0/name").textValue()).isEqualTo(SERVER);
                assertThat(cluster.at("/instances/0/state").textValue()).isEqualTo("alive");
                assertThat(gateway.management("/api/instances").statusCode()).isEqualTo(200);
            } finally {
                database.startAgain();
            }
            stream.next("sample", sample -> database(sample).equals("up"));
        }
    }

    private static String database(JsonNode sample) {
        return sample.at("/health/database/state").textValue();
    }

    @Test
    void thereIsRoomForSoManyViewers() throws Exception {
        try (EventStream one = EventStream.open(gateway);
                EventStream two = EventStream.open(gateway);
                EventStream three = EventStream.open(gateway)) {
            assertThat(gateway.metric("gateway_live_viewers")).isEqualTo(3);
            HttpResponse<String> refused = gateway.management("/api/live");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(refused.body()).startsWith("{\"error\":\"").contains("GATEWAY_LIVE_VIEWERS");
            two.close();
            await().atMost(TIMEOUT).until(() -> gateway.metric("gateway_live_viewers") == 2);
            try (EventStream four = EventStream.open(gateway)) {
                four.next("sample");
            }
            // The viewers share the encoded events, and each receives all of them.
            one.next("sample");
            three.next("sample");
            // None of these requests counts as a viewer.
            for (String path : List.of("/api/live", "/api/instances")) {
                HttpResponse<String> head = request("HEAD", path);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.headers().firstValue("cache-control")).hasValue("no-store");
                assertThat(head.body()).isEmpty();
                assertThat(request("POST", path).statusCode()).isEqualTo(405);
                assertThat(request("POST", path).headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
            }
            assertThat(gateway.management("/api/live/").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> request(String method, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void pagesOfOtherPlacesSeeNothing() {
        try (RawSocket page = RawSocket.connect(gateway.managementPort())) {
            page.send(RawRequest.plain("GET /api/live HTTP/1.1").with("Host: evil.example"));
            assertThat(page.readHead()).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void oneThatDoesNotReadIsCutAndCostsTheOthersNothing() {
        double cut = gateway.metric("gateway_live_ends_total{outcome=\"cut\"}");
        String nobody = Actuations.message(Actuations.body(database.addDevice("nobody", account), 1));
        try (RawSocket sleeper = RawSocket.connect(gateway.managementPort(), 4_096);
                EventStream reader = EventStream.open(gateway);
                Client sender = Client.connect(gateway)) {
            IntStream.range(0, 300).forEach(i -> sender.send(nobody));
            reader.next("news");
            sleeper.send(RawRequest.plain("GET /api/live HTTP/1.1").with("Host: localhost"));
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                IntStream.range(0, 100).forEach(i -> sender.send(nobody));
                return gateway.metric("gateway_live_ends_total{outcome=\"cut\"}") == cut + 1;
            });
            assertThat(gateway.metric("gateway_live_lost_total")).isPositive();
            await().until(() -> gateway.metric("gateway_live_viewers") == 1);
            // What the peer received without reading: some tens of kilobytes, and no more.
            assertThat(sleeper.drain().length).isLessThan(300_000);
            assertThat(reader.next("news").get("leftOut").intValue()).isNotNegative();
        }
    }

    @Test
    void aStopEndsTheStreamInOrder() throws IOException {
        try (TestGateway other = TestGateway.start(database, Map.of("GATEWAY_ADVERTISED_SERVER", "stopped:5000"))) {
            EventStream stream = EventStream.open(other);
            stream.next("sample");
            JsonNode instances = new ObjectMapper()
                    .readTree(other.management("/api/instances").body());
            assertThat(instances.get("scope").textValue()).isEqualTo("instance");
            assertThat(instances.findValuesAsText("name")).containsSubsequence(SERVER, "stopped:5000");
            other.stop();
            stream.expectEnd();
            // The last sample of the stream.
            stream.next("sample", sample -> sample.get("draining").booleanValue());
        }
    }
}
