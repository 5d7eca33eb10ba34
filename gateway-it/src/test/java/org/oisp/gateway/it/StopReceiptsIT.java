package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestRedis;

/**
 * PROTOCOL.md, "Receipts", of an instance that stops while devices are frozen: their sockets are open, and they neither read nor answer.
 * Each sender is told the outcome of all that it asked for before its connection is closed.
 */
class StopReceiptsIT {

    private static final int TIMEOUT_MILLIS = 60_000;

    private static final TestDatabase database = TestDatabase.shared();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DeviceIdentity device = database.addDevice("frozen", UUID.randomUUID());

    @Test
    void whatAFrozenDeviceHasNotConfirmedIsUnconfirmed() {
        TestGateway gateway = start(Map.of());
        try (RawSocket frozen = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            frozen.register(device);
            sender.send(Receipts.asking("a", device, 1, TIMEOUT_MILLIS));
            assertThat(frozen.readFrame().opcode()).isEqualTo(RawFrame.TEXT);
            CompletableFuture<HttpResponse<String>> posted = post(gateway, "h");
            assertThat(frozen.readFrame().opcode()).isEqualTo(RawFrame.PING);
            await().until(() -> gateway.metric("gateway_receipts_pending") == 2);

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop, threads);

            Receipts.expect(sender, "a", "unconfirmed", "unanswered");
            sender.expectClose(1001, "Server is going away");
            assertThat(posted.join().body()).contains("\"outcome\":\"unconfirmed\"");
            stopped.join();
        }
    }

    @Test
    void whatAFrozenDeviceHasReadAndNotReportedIsDelivered() {
        TestGateway gateway = start(Map.of());
        try (RawSocket frozen = RawSocket.open(gateway);
                Client sender = Client.connect(gateway)) {
            frozen.sendText(Client.registration(device, TestKeys.token(device), "[\"ack\"]"));
            assertThat(text(frozen.readFrame())).contains("\"features\":[\"ack\"]");
            sender.send(Receipts.completed("a", device, 1, TIMEOUT_MILLIS));
            assertThat(text(frozen.readFrame())).contains("\"id\":\"a#1\"");
            frozen.send(RawFrame.of(RawFrame.PONG, frozen.readFrame().payload()));
            frozen.expectNothingElse();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop, threads);

            Receipts.expect(sender, "a", "delivered", "no_report");
            sender.expectClose(1001, "Server is going away");
            stopped.join();
        }
    }

    /** The mailbox of a device that does not read keeps the last ones. */
    @Test
    void whatWaitsForAFrozenDeviceIsNotDelivered() {
        TestGateway gateway = start(Map.of("GATEWAY_MAILBOX_BYTES", "268435456"));
        String large = "x".repeat(50_000);
        try (RawSocket frozen = RawSocket.open(gateway, 4 * 1024);
                Client flood = Client.connect(gateway);
                Client sender = Client.connect(gateway)) {
            frozen.register(device);
            while (gateway.metric("gateway_mailbox_messages") < 20) {
                flood.send(Actuations.message(Actuations.body(device, large)));
            }
            sender.send(Receipts.asking("a", device, 1, TIMEOUT_MILLIS));
            sender.expectNothingElse();

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop, threads);

            Receipts.expect(sender, "a", "not_delivered", "expired");
            sender.expectClose(1001, "Server is going away");
            stopped.join();
        }
    }

    /** The device's instance stops first, then that of a sender whose other actuation is at an instance that goes on. */
    @Test
    void sendersAtOtherInstancesAndOfOtherInstancesDevicesAreTold() {
        DeviceIdentity other = database.addDevice("other", device.account().value());
        try (TestRedis redis = TestRedis.start();
                TestGateway going = start(redis.environment())) {
            TestGateway first = start(redis.environment());
            TestGateway second = start(redis.environment());
            try (RawSocket frozen = RawSocket.open(first);
                    RawSocket elsewhere = RawSocket.open(going);
                    Client sender = Client.connect(second)) {
                frozen.register(device);
                elsewhere.register(other);
                sender.send(Receipts.asking("a", device, 1, TIMEOUT_MILLIS));
                assertThat(frozen.readFrame().opcode()).isEqualTo(RawFrame.TEXT);
                sender.send(Receipts.asking("b", other, 2, TIMEOUT_MILLIS));
                assertThat(elsewhere.readFrame().opcode()).isEqualTo(RawFrame.TEXT);
                CompletableFuture<HttpResponse<String>> posted = post(second, other, "h");
                assertThat(elsewhere.readFrame().opcode()).isEqualTo(RawFrame.PING);
                await().until(() -> going.metric("gateway_receipts_pending") == 2);

                CompletableFuture<Void> stopped = CompletableFuture.runAsync(first::stop, threads);
                Receipts.expect(sender, "a", "unconfirmed", "unanswered");
                stopped.join();

                stopped = CompletableFuture.runAsync(second::stop, threads);
                Receipts.expect(sender, "b", "unconfirmed", "instance_silent");
                sender.expectClose(1001, "Server is going away");
                assertThat(posted.join().body()).contains("\"reason\":\"instance_silent\"");
                stopped.join();
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> post(TestGateway gateway, String id) {
        return post(gateway, device, id);
    }

    private CompletableFuture<HttpResponse<String>> post(TestGateway gateway, DeviceIdentity to, String id) {
        String json = "{\"id\":\"%s\",\"receipt\":\"delivered\",\"timeout\":%d,\"body\":%s}"
                .formatted(id + UUID.randomUUID(), TIMEOUT_MILLIS, Actuations.body(to, 3));
        return CompletableFuture.supplyAsync(() -> gateway.post("/api/actuations?wait=60s", json), threads);
    }

    private static String text(ReceivedFrame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    /** A short drain: peers have a second to close. */
    private static TestGateway start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("GATEWAY_DRAIN_TIMEOUT", "6s");
        return TestGateway.start(database, settings);
    }
}
