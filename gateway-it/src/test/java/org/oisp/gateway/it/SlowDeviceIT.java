package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** A device that registers and then does not read takes a limited amount of memory, is dropped, and does not affect other peers. */
class SlowDeviceIT {

    private static final String SLOW = "gateway_drops_total{reason=\"slow_device\"}";
    private static final String FULL = "gateway_actuations_total{outcome=\"mailbox_full\"}";
    private static final String TIMEOUT = "GATEWAY_SLOW_DEVICE_TIMEOUT";
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final int LOOK_EVERY = 20;
    /** Far more than the mailbox, the channel and the kernel hold together. */
    private static final int ENOUGH = 20_000;

    private static final TestDatabase database = TestDatabase.shared();

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity slow = database.addDevice("slow", account);
    private final DeviceIdentity quick = database.addDevice("quick", account);

    @Test
    void isDroppedWhenTooManyMessagesWait() {
        int bound = 50;
        dropsTheSlowDevice(Map.of("GATEWAY_MAILBOX_MESSAGES", "" + bound, TIMEOUT, "200ms"), 4_000, bound);
    }

    @Test
    void isDroppedWhenTooManyBytesWait() {
        int length = 15_000;
        int bound = 300_000;
        dropsTheSlowDevice(Map.of("GATEWAY_MAILBOX_BYTES", "" + bound, TIMEOUT, "200ms"), length, bound / length);
    }

    private void dropsTheSlowDevice(Map<String, String> settings, int length, int mostMessages) {
        String toSlow = Actuations.message(body(slow, length));
        String toQuick = Actuations.message(body(quick, 10));
        try (TestGateway gateway = TestGateway.start(database, settings);
                RawSocket device = RawSocket.open(gateway, SMALL_BUFFER);
                Client other = Client.register(gateway, quick);
                Client sender = Client.connect(gateway)) {
            device.register(slow);
            int sent = 0;
            while (gateway.metric(SLOW) == 0) {
                assertThat(gateway.metric("gateway_mailbox_deepest")).isLessThanOrEqualTo(mostMessages);
                assertThat(gateway.metric("gateway_mailbox_messages")).isLessThanOrEqualTo(mostMessages + 1.0);
                assertThat(sent)
                        .as("messages that a peer took which does not read")
                        .isLessThan(ENOUGH);
                for (int i = 0; i < LOOK_EVERY; i++) {
                    sender.send(toSlow);
                    sent++;
                }
                sender.send(toQuick);
                other.expectText(Replies.actuation(body(quick, 10)));
            }
            assertThat(sent).isGreaterThan(mostMessages);
            await().until(() -> !database.binding(slow).connected());
            await().until(() -> gateway.metric("gateway_connections") == 2);
            assertThat(gateway.metric(SLOW)).isEqualTo(1);
            assertThat(gateway.metric(FULL)).isEqualTo(1);
            assertThat(gateway.metric("gateway_devices")).isEqualTo(1);
            assertThat(gateway.metric("gateway_mailbox_messages")).isZero();
            sender.send(toSlow);
            sender.send(toQuick);
            other.expectText(Replies.actuation(body(quick, 10)));
            other.expectNothingElse();
            sender.expectNothingElse();
            assertThat(database.binding(quick).connected()).isTrue();
        }
    }

    @Test
    void mayComeBack() {
        try (TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_MAILBOX_MESSAGES", "1", TIMEOUT, "0s"));
                Client sender = Client.connect(gateway)) {
            try (RawSocket device = RawSocket.open(gateway, SMALL_BUFFER)) {
                device.register(slow);
                String message = Actuations.message(body(slow, 15_000));
                await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    sender.send(message);
                    return gateway.metric(SLOW) == 1;
                });
            }
            try (Client device = Client.register(gateway, slow)) {
                sender.send(Actuations.message(body(slow, 10)));
                device.expectText(Replies.actuation(body(slow, 10)));
                assertThat(database.binding(slow).connected()).isTrue();
            }
        }
    }

    @Test
    void aBurstThatComesInOneReadDoesNotDropADeviceThatReads() {
        try (TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_MAILBOX_MESSAGES", "256"));
                RawSocket device = RawSocket.open(gateway)) {
            device.register(quick);
            // It sends to itself, so that one event loop does all of it and cannot write while it reads.
            expectBurst(gateway, device, device, 500);
        }
    }

    @Test
    void aBurstFromElsewhereDoesNotDropADeviceThatReads() {
        try (TestGateway gateway = TestGateway.start(database);
                RawSocket sender = RawSocket.open(gateway);
                RawSocket device = RawSocket.open(gateway)) {
            device.register(quick);
            expectBurst(gateway, sender, device, 2_000);
        }
    }

    private void expectBurst(TestGateway gateway, RawSocket sender, RawSocket device, int burst) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < burst; i++) {
            String message = Actuations.message(Actuations.body(quick, i));
            frames.writeBytes(RawFrame.text(message).bytes());
        }
        sender.send(frames.toByteArray());
        for (int i = 0; i < burst; i++) {
            device.expectText(Replies.actuation(Actuations.body(quick, i)));
        }
        device.expectNothingElse();
        assertThat(gateway.metric(SLOW)).isZero();
    }

    @Test
    void isNotDroppedAsLongAsItsMailboxHasRoom() {
        int messages = 100;
        try (TestGateway gateway = TestGateway.start(database);
                RawSocket device = RawSocket.open(gateway, SMALL_BUFFER);
                Client sender = Client.connect(gateway)) {
            device.register(slow);
            for (int i = 0; i < messages; i++) {
                sender.send(Actuations.message(Actuations.body(slow, i)));
            }
            sender.expectNothingElse();
            for (int i = 0; i < messages; i++) {
                device.expectText(Replies.actuation(Actuations.body(slow, i)));
            }
            device.expectNothingElse();
        }
    }

    @Test
    void receivesAllThatWaitedOnceItReadsAgain() {
        try (TestGateway gateway = TestGateway.start(database);
                RawSocket device = RawSocket.open(gateway, SMALL_BUFFER);
                Client sender = Client.connect(gateway)) {
            device.register(slow);
            int sent = 0;
            // What the channel and the kernel have taken is no longer in the mailbox.
            while (gateway.metric("gateway_mailbox_deepest") < LOOK_EVERY) {
                assertThat(sent).isLessThan(ENOUGH);
                for (int i = 0; i < LOOK_EVERY; i++) {
                    sender.send(Actuations.message(body(slow, 14_000 + sent)));
                    sent++;
                }
                sender.expectNothingElse();
            }
            for (int i = 0; i < sent; i++) {
                device.expectText(Replies.actuation(body(slow, 14_000 + i)));
            }
            device.expectNothingElse();
            sender.send(Actuations.message(body(slow, 10)));
            device.expectText(Replies.actuation(body(slow, 10)));
            assertThat(gateway.metric(SLOW)).isZero();
            assertThat(gateway.metric("gateway_mailbox_messages")).isZero();
        }
    }

    /** Returns a body whose message to the device has {@code length} bytes, or a few more. */
    private static String body(DeviceIdentity device, int length) {
        return "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"fill\":\"" + "x".repeat(length) + "\"}";
    }
}
