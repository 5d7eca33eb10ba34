package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** A device's events, and the outcome of an operator's actuation, as any of several instances reports them. */
class JournalOfManyIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 2, redis.environment());

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("traveller", account);

    @Test
    void aDevicesJourneyIsReadAnywhere() throws IOException {
        try (Client older = Client.register(cluster.get(0), device);
                Client newer = Client.register(cluster.get(1), device)) {
            older.expectClose(1000, "Normal connection closure");
            await().atMost(Client.TIMEOUT)
                    .untilAsserted(() -> assertThat(journey(cluster.get(0)))
                            .containsExactlyInAnyOrder(
                                    TestCluster.server(0) + " registered",
                                    TestCluster.server(0) + " dropped taken_over",
                                    TestCluster.server(0) + " gone taken_elsewhere",
                                    TestCluster.server(1) + " registered"));
            assertThat(journey(cluster.get(1))).containsExactlyElementsOf(journey(cluster.get(0)));
            newer.expectNothingElse();
        }
    }

    private List<String> journey(TestGateway asked) throws IOException {
        JsonNode events = get(asked, "/api/devices/" + account + "/traveller/events");
        assertThat(events.get("incomplete")).isEmpty();
        List<String> journey = new ArrayList<>();
        events.get("entries").forEach(entry -> {
            String outcome = entry.get("outcome").textValue();
            journey.add(entry.get("instance").textValue() + " "
                    + entry.get("kind").textValue() + (outcome == null ? "" : " " + outcome));
        });
        return journey;
    }

    @Test
    void anActuationToADeviceOfAnotherInstanceIsForwarded() throws IOException {
        String request =
                "{\"accountId\":\"%s\",\"deviceId\":\"traveller\",\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]}"
                        .formatted(account);
        assertThat(send(request).get("reason").textValue()).isEqualTo("not_connected");
        try (Client client = Client.register(cluster.get(1), device)) {
            JsonNode sent = send(request);
            assertThat(sent.get("outcome").textValue()).isEqualTo("delivered");
            assertThat(sent.get("instance").textValue()).isEqualTo(TestCluster.server(1));
            assertThat(((Client.Event.Text) client.next()).content()).contains("\"deviceId\":\"traveller\"");
            client.expectNothingElse();

            // Deliveries at the other instance are visible from this one, too.
            JsonNode shown = get(cluster.get(0), "/api/devices/" + account + "/traveller");
            assertThat(shown.get("actuations").get("written").longValue()).isEqualTo(1);
            assertThat(shown.get("actuations").get("last").get("outcome").textValue())
                    .isEqualTo("written");
            assertThat(journey(cluster.get(1))).contains(TestCluster.server(0) + " forwarded forwarded");
        }
    }

    @Test
    void devicesAreFoundByIdAndInstance() throws IOException {
        List<DeviceIdentity> devices = database.addDevices(List.of("Door", "door-2", "lamp"), account);
        try (Client one = Client.register(cluster.get(0), devices.get(0));
                Client two = Client.register(cluster.get(1), devices.get(1));
                Client three = Client.register(cluster.get(1), devices.get(2))) {
            assertThat(ids("id=dOOr")).containsExactly("Door", "door-2");
            assertThat(ids("id=door&limit=1")).containsExactly("Door", "door-2");
            assertThat(ids("instance=" + TestCluster.server(1))).containsExactly("door-2", "lamp");
            assertThat(ids("instance=" + TestCluster.server(1) + "&id=door")).containsExactly("door-2");
            for (Client client : List.of(one, two, three)) {
                client.expectNothingElse();
            }
        }
    }

    private List<String> ids(String query) throws IOException {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    get(cluster.get(0), "/api/devices?connected=true&account=" + account + "&" + query + cursor);
            page.get("devices").forEach(shown -> ids.add(shown.get("deviceId").textValue()));
            cursor = page.get("next").isNull()
                    ? null
                    : "&cursor=" + page.get("next").textValue();
        }
        return ids;
    }

    private static JsonNode send(String json) throws IOException {
        HttpResponse<String> answer = cluster.get(0).post("/api/actuations", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode get(TestGateway asked, String path) throws IOException {
        HttpResponse<String> answer = asked.management(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
