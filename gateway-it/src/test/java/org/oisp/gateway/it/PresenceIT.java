package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** Any instance answers which device is connected where. */
class PresenceIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 3, redis.environment());

    private final UUID account = UUID.randomUUID();

    @Test
    void pagesAreWholeAndInOrderWhereverTheDevicesAre() throws IOException {
        // Sorted by UTF-8 bytes, which is neither Java's order nor that of any language.
        List<String> ids = new ArrayList<>(
                List.of("Z", "a", "a/b c?&=%", "ab", "\u00e4", "\uff5e", "\ud83d\ude00", "1", "10", "2", "b", "-"));
        IntStream.range(0, 30).forEach(i -> ids.add("device-" + i));
        List<DeviceIdentity> devices = database.addDevices(ids, account);
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < devices.size(); i++) {
                // Every fourth device is not connected.
                if (i % 4 != 3) {
                    clients.add(Client.register(cluster.get(i % 3), devices.get(i)));
                }
            }
            List<String> sorted =
                    ids.stream().sorted(Comparator.comparing(PresenceIT::hex)).toList();
            List<String> connected =
                    sorted.stream().filter(id -> ids.indexOf(id) % 4 != 3).toList();
            for (int limit : new int[] {1, 7, 1000}) {
                assertThat(walk("account=" + account + "&connected=true&limit=" + limit, limit, false))
                        .containsExactlyElementsOf(connected);
                assertThat(walk("account=" + account + "&limit=" + limit, limit, false))
                        .containsExactlyElementsOf(sorted);
                assertThat(walk("account=" + account + "&connected=false&limit=" + limit, limit, true))
                        .containsExactlyElementsOf(sorted.stream()
                                .filter(id -> ids.indexOf(id) % 4 == 3)
                                .toList());
            }
            assertThat(walk("connected=true&limit=5", 5, false)).containsExactlyElementsOf(connected);
        } finally {
            clients.forEach(Client::close);
        }
    }

    private List<String> walk(String query, int limit, boolean mayBeShort) throws IOException {
        List<String> found = new ArrayList<>();
        String cursor = "";
        for (int i = 0; cursor != null; i++) {
            JsonNode page = get(cluster.get(i % 3), "/api/devices?" + query + cursor);
            assertThat(page.get("scope").textValue()).isEqualTo("cluster");
            assertThat(page.get("incomplete")).isEmpty();
            page.get("devices")
                    .forEach(device -> found.add(device.get("deviceId").textValue()));
            JsonNode next = page.get("next");
            if (!next.isNull() && !mayBeShort) {
                assertThat(page.get("devices")).hasSize(limit);
            }
            cursor = next.isNull() ? null : "&cursor=" + next.textValue();
        }
        return found;
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void showsADeviceFromAnyInstance() throws IOException {
        DeviceIdentity device = database.addDevice("a/b \u00e4", account);
        String path = "/api/devices/" + account + "/"
                + URLEncoder.encode("a/b \u00e4", StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(get(cluster.get(0), path).get("connected").booleanValue()).isFalse();
        Instant before = Instant.now().minusMillis(1);
        try (Client client = Client.register(cluster.get(1), device)) {
            JsonNode shown = get(cluster.get(0), path);
            assertThat(shown.get("accountId").textValue()).isEqualTo(account.toString());
            assertThat(shown.get("deviceId").textValue()).isEqualTo("a/b \u00e4");
            assertThat(shown.get("deviceUID").textValue())
                    .isEqualTo(device.uid().toString());
            assertThat(shown.get("connected").booleanValue()).isTrue();
            assertThat(shown.get("instance").textValue()).isEqualTo(TestCluster.server(1));
            Instant since = time(shown, "since");
            assertThat(since).isBetween(before, Instant.now());
            assertThat(time(shown, "lastHeard")).isBetween(since, Instant.now());
            assertThat(shown.get("tokenEnds").isNull()
                            || time(shown, "tokenEnds").isAfter(Instant.now()))
                    .isTrue();
            assertThat(shown.get("mailbox").get("messages").intValue()).isZero();
            assertThat(shown.get("mailbox").get("bytes").intValue()).isZero();

            // Registering again on the same connection leaves its start time as it was.
            client.send(Client.registration(device));
            client.expectText(org.oisp.gateway.it.support.Replies.REGISTERED);
            JsonNode again = get(cluster.get(2), path);
            assertThat(time(again, "since")).isEqualTo(since);
            assertThat(time(again, "lastHeard")).isAfterOrEqualTo(time(shown, "lastHeard"));
        }
        await().until(() -> !get(cluster.get(0), path).get("connected").booleanValue());
        HttpResponse<String> unknown = cluster.get(0).management("/api/devices/" + account + "/nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"unknown device\"}");
    }

    private static Instant time(JsonNode device, String name) {
        return Instant.parse(device.get(name).textValue());
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        for (String wrong : List.of(
                "?connected=yes",
                "?",
                "?connected=false",
                "?account=mine",
                "?connected=true&limit=0",
                "?connected=true&limit=1001",
                "?connected=true&limit=x",
                "?connected=true&cursor=%21",
                "?connected=true&cursor=AAAA",
                "?connected=true&connected=true",
                "?connected=true&size=3",
                "?connected=%ff",
                "/x",
                "/" + account)) {
            HttpResponse<String> answer = cluster.get(0).management("/api/devices" + wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}");
        }
        for (String odd : List.of("?connected=%zz", "/%zz", "/%", "?%")) {
            try (RawSocket socket = RawSocket.connect(cluster.get(0).managementPort())) {
                socket.send(
                        RawRequest.plain("GET /api/devices" + odd + " HTTP/1.1").with("Host: 127.0.0.1"));
                assertThat(socket.readHead()).as(odd).startsWith("HTTP/1.1 400 ");
            }
        }
    }

    /** Browsers treat these ids as path segments to resolve, however they are encoded; programs do not. */
    @Test
    void aDeviceMayBeCalledLikeAStep() throws IOException {
        for (String id : List.of(".", "..", "...", "events")) {
            database.addDevice(id, account);
            String encoded = id.replace(".", "%2E");
            for (String address : List.of(account + "/" + encoded, account + "%2F" + id, account + "%2f" + encoded)) {
                HttpResponse<String> one = cluster.get(0).management("/api/devices/" + address);
                assertThat(one.statusCode()).as(address).isEqualTo(200);
                assertThat(JSON.readTree(one.body()).get("deviceId").textValue())
                        .isEqualTo(id);
                HttpResponse<String> events = cluster.get(0).management("/api/devices/" + address + "/events");
                assertThat(events.statusCode()).as(address).isEqualTo(200);
                assertThat(JSON.readTree(events.body()).has("entries")).isTrue();
            }
        }
    }

    @Test
    void theGuardHoldsHereToo() {
        try (TestGateway open = TestGateway.start(database, Map.of("GATEWAY_MANAGEMENT_HOST", "0.0.0.0"))) {
            assertThat(open.management("/api/devices?connected=true").statusCode())
                    .isEqualTo(403);
            assertThat(open.management("/api/devices/" + account + "/x").statusCode())
                    .isEqualTo(403);
        }
        try (TestGateway closed = TestGateway.start(database, Map.of("GATEWAY_MANAGEMENT_PASSWORD", "secret"))) {
            assertThat(closed.management("/api/devices?connected=true").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void namesWhoDoesNotAnswer() throws IOException {
        try (TestDatabase own = TestDatabase.start();
                TestRedis ownRedis = TestRedis.start();
                TcpProxy proxy = TcpProxy.to(ownRedis.port());
                TestGateway asked = TestGateway.start(own, named(ownRedis.environment(), "asked:5000"));
                TestGateway far = TestGateway.start(own, named(TestRedis.environment(proxy.port()), "far:5000"))) {
            DeviceIdentity here = own.addDevice("here", account);
            DeviceIdentity there = own.addDevice("there", account);
            String list = "/api/devices?account=" + account;
            try (Client one = Client.register(asked, here);
                    Client two = Client.register(far, there)) {
                await().atMost(Client.TIMEOUT)
                        .untilAsserted(
                                () -> assertThat(asked.metric("gateway_instances") + far.metric("gateway_redis_up"))
                                        .isGreaterThanOrEqualTo(2));
                await().atMost(Client.TIMEOUT).untilAsserted(() -> {
                    JsonNode whole = get(asked, list + "&connected=true");
                    assertThat(whole.get("devices")).hasSize(2);
                    assertThat(whole.get("incomplete")).isEmpty();
                });

                // Redis still lists the subscription of the silent instance.
                proxy.beSilent();
                JsonNode silent = get(asked, list);
                assertThat(silent.get("incomplete")).hasSize(1);
                assertThat(silent.get("incomplete").get(0).textValue()).isEqualTo("far:5000");
                assertThat(silent.get("devices").get(0).get("connected").booleanValue())
                        .isTrue();
                assertThat(silent.get("devices").get(1).get("connected").isNull())
                        .isTrue();
                assertThat(asked.metric("gateway_presence_requests_total{outcome=\"incomplete\"}"))
                        .isGreaterThanOrEqualTo(1);

                // Now Redis knows that the subscription has ended, so the request waits for no answer.
                proxy.cutAll();
                await().until(() -> far.metric("gateway_redis_up") == 0);
                JsonNode cut = get(asked, list + "&connected=true");
                assertThat(cut.get("incomplete").get(0).textValue()).isEqualTo("far:5000");
                assertThat(cut.get("devices")).hasSize(1);
                JsonNode alone = get(far, list + "&connected=true");
                assertThat(alone.get("scope").textValue()).isEqualTo("instance");
                assertThat(alone.get("incomplete").get(0).textValue()).isEqualTo("asked:5000");
                assertThat(alone.get("devices").get(0).get("deviceId").textValue())
                        .isEqualTo("there");

                proxy.serveAgain();
                await().atMost(Client.TIMEOUT)
                        .until(() -> get(asked, list + "&connected=true")
                                .get("incomplete")
                                .isEmpty());
            }
        }
    }

    private static Map<String, String> named(Map<String, String> environment, String server) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GATEWAY_ADVERTISED_SERVER", server);
        all.put("GATEWAY_PRESENCE_TIMEOUT", "500ms");
        // A connection attempt while Redis is silent times out and is repeated.
        all.put("GATEWAY_REDIS_TIMEOUT", "2s");
        return all;
    }

    @Test
    void withoutRedisOnlyThisInstanceIsAsked() throws IOException {
        try (TestDatabase own = TestDatabase.start();
                TestGateway gateway = TestGateway.start(own)) {
            DeviceIdentity device = own.addDevice("alone", account);
            try (Client client = Client.register(gateway, device)) {
                JsonNode page = get(gateway, "/api/devices?connected=true");
                assertThat(page.get("scope").textValue()).isEqualTo("instance");
                assertThat(page.get("incomplete")).isEmpty();
                assertThat(page.get("devices")).hasSize(1);

                own.stop();
                // The instance knows its connected devices without the database.
                assertThat(get(gateway, "/api/devices/" + account + "/alone")
                                .get("connected")
                                .booleanValue())
                        .isTrue();
                HttpResponse<String> unknown = gateway.management("/api/devices?account=" + account);
                assertThat(unknown.statusCode()).isEqualTo(503);
                assertThat(unknown.body()).isEqualTo("{\"error\":\"the database does not answer\"}");
                own.startAgain();
                client.expectNothingElse();
            }
        }
    }

    @Test
    void connectsAndDisconnectsAreInTheStreamOnceEach() {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_REDIS_EVENTS", "connections");
        List<DeviceIdentity> devices = database.addDevices(
                IntStream.range(0, 20).mapToObj(i -> "v" + i).toList(), account);
        try (TestCluster pair = TestCluster.start(database, 2, settings)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < devices.size(); i++) {
                clients.add(Client.register(pair.get(i % 2), devices.get(i)));
            }
            // Registering again on the same connection is no event; at another instance it is one, and ends the older
            // one.
            clients.get(0).send(Client.registration(devices.get(0)));
            clients.get(0).expectText(org.oisp.gateway.it.support.Replies.REGISTERED);
            Client moved = Client.register(pair.get(0), devices.get(1));
            clients.get(1).expectClose(1000, "Normal connection closure");
            await().atMost(Client.TIMEOUT).until(() -> redis.call(r -> r.xlen("connections")) == devices.size() + 2);
            clients.forEach(Client::close);
            moved.close();
        }
        await().until(() -> redis.call(r -> r.xlen("connections")) == 2 * (devices.size() + 1));
        Map<String, List<String>> changes = new HashMap<>();
        redis.call(r -> r.xrange("connections", io.lettuce.core.Range.unbounded()))
                .forEach(entry -> {
                    Map<String, String> body = entry.getBody();
                    assertThat(body).containsOnlyKeys("event", "account", "device", "uid", "instance", "since", "at");
                    assertThat(body.get("account")).isEqualTo(account.toString());
                    assertThat(Long.parseLong(body.get("at")))
                            .isGreaterThanOrEqualTo(Long.parseLong(body.get("since")));
                    changes.computeIfAbsent(
                                    body.get("device") + " " + body.get("instance") + " " + body.get("since"),
                                    key -> new ArrayList<>())
                            .add(body.get("event"));
                });
        assertThat(changes).hasSize(devices.size() + 1);
        assertThat(changes.values()).allMatch(List.of("connected", "disconnected")::equals);
    }

    @Test
    void whileRedisIsAwayTheNewestEventsWaitForIt() {
        List<DeviceIdentity> devices =
                database.addDevices(IntStream.range(0, 5).mapToObj(i -> "w" + i).toList(), account);
        try (TestRedis own = TestRedis.start()) {
            Map<String, String> settings = new HashMap<>(own.environment());
            settings.put("GATEWAY_REDIS_EVENTS", "connections");
            settings.put("GATEWAY_REDIS_EVENTS_WAITING", "2");
            own.stop();
            try (TestGateway gateway = TestGateway.start(database, settings)) {
                List<Client> clients = devices.stream()
                        .map(device -> Client.register(gateway, device))
                        .toList();
                assertThat(gateway.metric("gateway_connection_events_total{outcome=\"dropped\"}"))
                        .isEqualTo(3);
                assertThat(gateway.metric("gateway_connection_events_pending")).isEqualTo(2);
                own.startAgain();
                await().atMost(Client.TIMEOUT)
                        .until(() -> gateway.metric("gateway_connection_events_total{outcome=\"written\"}") == 2);
                List<io.lettuce.core.StreamMessage<String, String>> entries =
                        own.call(r -> r.xrange("connections", io.lettuce.core.Range.unbounded()));
                assertThat(entries)
                        .extracting(entry -> entry.getBody().get("device"))
                        .containsExactly("w3", "w4");
                // Redis refuses entries for a key that is not a stream; only the stream is affected.
                own.call(r -> r.del("connections"));
                own.call(r -> r.set("connections", "a text"));
                clients.forEach(Client::close);
                await().atMost(Client.TIMEOUT)
                        .until(() -> gateway.metric("gateway_connection_events_total{outcome=\"failed\"}")
                                        + gateway.metric("gateway_connection_events_total{outcome=\"dropped\"}")
                                == 3 + devices.size());
                assertThat(gateway.metric("gateway_redis_up")).isEqualTo(1);
            }
        }
    }

    private static JsonNode get(TestGateway gateway, String path) throws IOException {
        HttpResponse<String> answer = gateway.management(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        return JSON.readTree(answer.body());
    }
}
