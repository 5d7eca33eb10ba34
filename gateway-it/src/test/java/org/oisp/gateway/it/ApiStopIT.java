package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** What clients of {@code /api/actuations} are told while their instance stops, and how long it stays for them. */
class ApiStopIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Its own database: no instance of another test has a lease here. */
    @AutoClose
    private static final TestDatabase database = TestDatabase.start();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    /** Has the devices, and stays. */
    @AutoClose
    private static final TestGateway there = TestGateway.start(database, redis.environment());

    private final DeviceIdentity device = database.addDevice("lamp", UUID.randomUUID());

    @Test
    void oneThatDrainsSendsNothing() throws IOException {
        try (TestGateway here = TestGateway.start(database);
                Client client = Client.register(here, device)) {
            String json = request("before");
            assertThat(JSON.readTree(here.post("/api/actuations", json).body())
                            .path("outcome")
                            .textValue())
                    .isEqualTo("delivered");
            client.next();
            assertThat(here.post("/api/drain").statusCode()).isEqualTo(202);
            JsonNode refused =
                    JSON.readTree(here.post("/api/actuations", request("after")).body());
            assertThat(refused.path("outcome").textValue()).isEqualTo("not_delivered");
            assertThat(refused.path("reason").textValue()).isEqualTo("stopping");
            assertThat(refused.path("text").textValue()).contains("is stopping, so nothing was sent");
            // What was sent before is known still.
            assertThat(JSON.readTree(here.post("/api/actuations", json).body())
                            .path("outcome")
                            .textValue())
                    .isEqualTo("delivered");
        }
    }

    @Test
    void aClientThatWaitsIsToldTheOutcomeThatComesWhileItsInstanceStops() throws IOException {
        TestGateway here = linked("60s");
        try (RawSocket slow = RawSocket.open(there)) {
            slow.register(device);
            CompletableFuture<String> answer = post(here);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(here::stop);
            await().until(() -> here.management("/api/drain").body().contains("\"state\":\"drained\""));
            ReceivedFrame ping = slow.readFrame();
            while (ping.opcode() != RawFrame.PING) {
                ping = slow.readFrame();
            }
            slow.send(RawFrame.of(RawFrame.PONG, ping.payload()));
            JsonNode outcome = JSON.readTree(answer.join());
            assertThat(outcome.path("outcome").textValue())
                    .as(outcome.toString())
                    .isEqualTo("delivered");
            stopped.join();
        }
    }

    @Test
    void aClientThatWaitsLongerThanTheDrainMayTakeIsToldTheState() throws IOException {
        TestGateway here = linked("1s");
        try (RawSocket silent = RawSocket.open(there)) {
            silent.register(device);
            CompletableFuture<String> answer = post(here);
            here.stop();
            JsonNode state = JSON.readTree(answer.join());
            assertThat(state.path("state").textValue()).as(state.toString()).isEqualTo("forwarded");
        }
    }

    /** The stop would wait for an hour, and the test fails if it takes a minute. */
    @Test
    void aClientThatHasLeftIsNotWaitedFor() {
        TestGateway here = linked("1h");
        try (RawSocket silent = RawSocket.open(there)) {
            silent.register(device);
            String json = request("left");
            try (RawSocket leaves = RawSocket.connect(here.managementPort())) {
                leaves.send(RawRequest.plain("POST /api/actuations?wait=60s HTTP/1.1")
                        .with("Host: 127.0.0.1")
                        .with("Content-Length: " + json.length()));
                leaves.send(json.getBytes(StandardCharsets.UTF_8));
                awaitForwarded(here, "left");
            }
            here.stop();
        }
    }

    private static TestGateway linked(String drainTimeout) {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_DRAIN_TIMEOUT", drainTimeout);
        TestGateway here = TestGateway.start(database, settings);
        await().until(() -> here.metric("gateway_redis_up") == 1 && there.metric("gateway_redis_up") == 1);
        return here;
    }

    private CompletableFuture<String> post(TestGateway here) {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                () -> here.post("/api/actuations?wait=60s", request("one")).body());
        awaitForwarded(here, "one");
        return answer;
    }

    private static void awaitForwarded(TestGateway here, String id) {
        await().until(() -> here.management("/api/actuations/" + id).body().contains("\"state\":\"forwarded\""));
    }

    private String request(String id) {
        return "{\"id\":\"%s\",\"timeout\":60000,\"accountId\":\"%s\",\"deviceId\":\"lamp\",\"params\":[{\"name\":\"LED\",\"value\":\"1\"}]}"
                .formatted(id, device.account());
    }
}
