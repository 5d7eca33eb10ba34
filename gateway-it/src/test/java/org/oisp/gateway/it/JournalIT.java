package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.Tokens;

/** The journal of one instance, as an operator reads it. */
class JournalIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(database);

    private final UUID account = UUID.randomUUID();

    @Test
    void saysWhyADeviceIsGone() throws IOException {
        DeviceIdentity closed = database.addDevice("closed", account);
        try (Client client = Client.register(gateway, closed)) {
            client.socket().sendClose(1001, "night").join();
            awaitEntries(closed, "gone closed", "registered");
        }
        JsonNode gone = entries(closed).get(0);
        assertThat(gone.get("text").textValue())
                .isEqualTo("The device closed the connection with code 1001 (going away).");
        assertThat(gone.get("instance").textValue()).isEqualTo(gateway.server());
        assertThat(gone.get("account").textValue()).isEqualTo(account.toString());
        assertThat(gone.get("device").textValue()).isEqualTo("closed");
        assertThat(gone.get("peer").textValue()).matches("127\\.0\\.0\\.1:\\d+");
        assertThat(System.currentTimeMillis() - gone.get("at").longValue()).isBetween(-1_000L, 60_000L);

        DeviceIdentity cut = database.addDevice("cut", account);
        Client.register(gateway, cut).abort();
        awaitEntries(cut, "gone cut", "registered");

        DeviceIdentity babbler = database.addDevice("babbler", account);
        try (Client client = Client.register(gateway, babbler)) {
            client.send("no json");
            awaitEntries(babbler, "gone malformed_message", "dropped malformed_message", "registered");
        }

        DeviceIdentity moved = database.addDevice("moved", account);
        try (Client older = Client.register(gateway, moved);
                Client newer = Client.register(gateway, moved)) {
            older.expectClose(1000, "Normal connection closure");
            await().until(() -> kinds(moved).size() == 4);
            // The order is open: the newer registration is logged once its row is written, and the older peer closes
            // whenever it likes.
            assertThat(kinds(moved))
                    .containsExactlyInAnyOrder("registered", "dropped taken_over", "registered", "gone taken_over");
            newer.expectNothingElse();
        }
    }

    @Test
    void namesWhoWasRefusedAndWhatWentNowhereAndNothingThatIsSecret() throws IOException {
        DeviceIdentity device = database.addDevice("refused\u202e", account);
        String token = Tokens.signed(Tokens.claims("another", account.toString(), Tokens.in(Duration.ofHours(1))));
        Client.expectRefusal(
                gateway, Client.registration("refused\u202e", token), Replies.INVALID_TOKEN, 1008, "Policy violation");
        try (Client sender = Client.connect(gateway)) {
            sender.send(Actuations.message(Actuations.body(device, "open sesame")));
            sender.send("{\"type\":\"actuation\",\"credentials\":" + Actuations.CREDENTIALS
                    + ",\"body\":{\"content\":{\"accountId\":\"%s\",\"deviceId\":\"refused\\u202e\"}}}"
                            .formatted(account));
            sender.expectNothingElse();
        }

        awaitEntries(device, "lost not_connected", "lost not_connected", "refused invalid_token");
        HttpResponse<String> answer = gateway.management(path(device) + "/events");
        assertThat(answer.body())
                .contains("\"refused?\"")
                .doesNotContain("\u202e")
                .doesNotContain("sesame")
                .doesNotContain(token)
                .doesNotContain(TestGateway.PASSWORD);
    }

    @Test
    void tellsWhatHappenedToTheGatewayItself() throws IOException {
        JsonNode system = get("/api/events?kind=system").get("entries");
        assertThat(system.get(system.size() - 1).get("outcome").textValue()).isEqualTo("started");
        assertThat(get("/api/events?limit=1").get("entries")).hasSize(1);
        for (String wrong : List.of("?limit=0", "?limit=1001", "?kind=odd", "?size=1", "?kind=system&kind=gone")) {
            assertThat(gateway.management("/api/events" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(gateway.management("/api/devices/nobody/x/events").statusCode())
                .isEqualTo(400);
        assertThat(gateway.metric("gateway_journal_entries")).isPositive();
        assertThat(gateway.metric("gateway_journal_evicted_total")).isZero();
    }

    @Test
    void aDatabaseThatIsAwayIsReadOnceAndSoIsItsReturn() throws IOException {
        try (TestDatabase own = TestDatabase.start();
                TestGateway alone = TestGateway.start(own)) {
            assertThat(alone.management("/health/ready").statusCode()).isEqualTo(200);
            own.stop();
            await().atMost(Client.TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                alone.management("/health/ready");
                return tags(alone).contains("database_down");
            });
            own.startAgain();
            await().atMost(Client.TIMEOUT).pollInterval(Duration.ofMillis(200)).until(() -> {
                alone.management("/health/ready");
                return tags(alone).contains("database_up");
            });
            assertThat(tags(alone)).containsSubsequence("database_up", "database_down", "started");
            assertThat(alone.post("/api/drain").statusCode()).isEqualTo(202);
            await().atMost(Client.TIMEOUT).until(() -> tags(alone).contains("drain"));
        }
    }

    private static List<String> tags(TestGateway asked) throws IOException {
        List<String> tags = new ArrayList<>();
        JSON.readTree(asked.management("/api/events?kind=system").body())
                .get("entries")
                .forEach(entry -> tags.add(entry.get("outcome").textValue()));
        return tags;
    }

    @Test
    void countsTheActuationsOfADeviceAndSaysHowTheLastWent() throws IOException {
        DeviceIdentity device = database.addDevice("counted", account);
        try (Client client = Client.register(gateway, device);
                Client sender = Client.connect(gateway)) {
            JsonNode before = get(path(device)).get("actuations");
            assertThat(before.get("accepted").longValue()).isZero();
            assertThat(before.get("last").isNull()).isTrue();

            for (int i = 0; i < 3; i++) {
                sender.send(Actuations.message(Actuations.body(device, i)));
                client.expectText(Replies.actuation(Actuations.body(device, i)));
            }

            JsonNode after = get(path(device)).get("actuations");
            assertThat(after.get("accepted").longValue()).isEqualTo(3);
            assertThat(after.get("written").longValue()).isEqualTo(3);
            JsonNode last = after.get("last");
            assertThat(last.get("outcome").textValue()).isEqualTo("written");
            assertThat(last.get("micros").longValue()).isBetween(1L, 10_000_000L);
            assertThat(System.currentTimeMillis()
                            - Instant.parse(last.get("at").textValue()).toEpochMilli())
                    .isBetween(-1_000L, 60_000L);
        }
    }

    @Test
    void anEventsDeviceIsADeviceToo() throws IOException {
        DeviceIdentity device = database.addDevice("events", account);
        DeviceIdentity slash = database.addDevice("x/events", account);
        try (Client one = Client.register(gateway, device);
                Client other = Client.register(gateway, slash)) {
            assertThat(get("/api/devices/" + account + "/events")
                            .get("deviceId")
                            .textValue())
                    .isEqualTo("events");
            assertThat(get("/api/devices/" + account + "/x%2Fevents")
                            .get("deviceId")
                            .textValue())
                    .isEqualTo("x/events");
            assertThat(get("/api/devices/" + account + "/events/events").get("entries"))
                    .hasSize(1);
            one.expectNothingElse();
            other.expectNothingElse();
        }
    }

    @Test
    void listsDevicesByAPartOfTheirId() throws IOException {
        List<DeviceIdentity> devices = database.addDevices(List.of("Lamp-1", "lamp-2", "door%_", "100%"), account);
        try (Client client = Client.register(gateway, devices.get(1))) {
            assertThat(ids("account=" + account + "&id=LAMP")).containsExactly("Lamp-1", "lamp-2");
            assertThat(ids("account=" + account + "&id=%25")).containsExactly("100%", "door%_");
            assertThat(ids("account=" + account + "&id=none")).isEmpty();
            assertThat(ids("account=" + account + "&connected=true&id=AMP-")).containsExactly("lamp-2");
            assertThat(ids("account=" + account + "&connected=false&id=AMP-")).containsExactly("Lamp-1");
            assertThat(ids("account=" + account + "&connected=true&instance=" + gateway.server()))
                    .containsExactly("lamp-2");
            assertThat(ids("account=" + account + "&connected=true&instance=other"))
                    .isEmpty();
            client.expectNothingElse();
        }
        for (String wrong : List.of("&instance=x", "&id=%00", "&connected=false&instance=x", "&id=a&id=b")) {
            assertThat(gateway.management("/api/devices?account=" + account + wrong)
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void theGuardHoldsHereToo() {
        try (RawSocket socket = RawSocket.connect(gateway.managementPort())) {
            socket.send(RawRequest.plain("GET /api/events HTTP/1.1").with("Host: rebound.example"));
            assertThat(socket.readHead()).startsWith("HTTP/1.1 403 ");
        }
    }

    private static List<String> ids(String query) throws IOException {
        List<String> ids = new ArrayList<>();
        get("/api/devices?" + query)
                .get("devices")
                .forEach(device -> ids.add(device.get("deviceId").textValue()));
        return ids;
    }

    private void awaitEntries(DeviceIdentity device, String... kinds) {
        await().atMost(Client.TIMEOUT)
                .untilAsserted(() -> assertThat(kinds(device)).containsExactly(kinds));
    }

    private static List<String> kinds(DeviceIdentity device) throws IOException {
        List<String> kinds = new ArrayList<>();
        entries(device).forEach(entry -> {
            String outcome = entry.get("outcome").textValue();
            kinds.add(entry.get("kind").textValue() + (outcome == null ? "" : " " + outcome));
        });
        return kinds;
    }

    private static JsonNode entries(DeviceIdentity device) throws IOException {
        JsonNode events = get(path(device) + "/events");
        assertThat(events.get("incomplete")).isEmpty();
        assertThat(events.get("since").isNumber()).isTrue();
        return events.get("entries");
    }

    private static String path(DeviceIdentity device) {
        return "/api/devices/" + device.account() + "/"
                + java.net.URLEncoder.encode(device.id().value(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = gateway.management(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
