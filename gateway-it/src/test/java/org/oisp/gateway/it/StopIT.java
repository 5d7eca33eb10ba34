package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** What a gateway that stops leaves behind of uncooperative peers. */
class StopIT {

    private static final int SMALL_BUFFER = 4 * 1024;
    private static final int LOOK_EVERY = 20;

    private static final TestDatabase database = TestDatabase.shared();

    private final DeviceIdentity device = database.addDevice("device", UUID.randomUUID());

    @Test
    void clearsTheRowOfADeviceThatDoesNotReadWhatItIsSent() {
        TestGateway gateway = TestGateway.start(database, Map.of("GATEWAY_MAILBOX_BYTES", "268435456"));
        try (RawSocket deaf = RawSocket.open(gateway, SMALL_BUFFER);
                Client sender = Client.connect(gateway)) {
            deaf.register(device);
            String message = Actuations.message(
                    "{\"content\":{\"deviceUID\":\"" + device.uid() + "\"},\"fill\":\"" + "x".repeat(50_000) + "\"}");
            while (gateway.metric("gateway_mailbox_messages") == 0) {
                for (int i = 0; i < LOOK_EVERY; i++) {
                    sender.send(message);
                }
            }

            gateway.stop();

            assertThat(database.binding(device).connected()).isFalse();
        }
    }

    /** The gateway does not read while its answers are not read, and the close frame of the stop waits behind them. */
    @Test
    void clearsTheRowOfADeviceThatAsksAndDoesNotReadTheAnswers() {
        TestGateway gateway = TestGateway.start(database);
        try (RawSocket deaf = RawSocket.open(gateway, SMALL_BUFFER)) {
            deaf.register(device);
            byte[] ping = RawFrame.text("{\"type\":\"ping\"}").bytes();
            AtomicInteger asked = new AtomicInteger();
            Thread asking = new Thread(() -> {
                try {
                    while (true) {
                        deaf.send(ping);
                        asked.incrementAndGet();
                    }
                } catch (UncheckedIOException cut) {
                    // Expected.
                }
            });
            asking.setDaemon(true);
            asking.start();
            AtomicInteger before = new AtomicInteger();
            await().during(Duration.ofMillis(300)).until(() -> before.getAndSet(asked.get()) == asked.get());

            gateway.stop();

            assertThat(database.binding(device).connected()).isFalse();
        }
    }
}
