package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.ErrorLog;
import org.oisp.gateway.it.support.HostileInputs;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** Hostile input does not affect other peers, and leaves no memory behind. */
class HostileInputIT {

    private static final int INPUTS = 5_000;
    private static final int WARM_UP = 500;
    private static final long MEGABYTE = 1024 * 1024;
    /** Half of what 5,000 closed channels would take if something held them. */
    private static final long HEAP_SLACK = 4 * MEGABYTE;
    /** A few of the allocator's chunks. */
    private static final long DIRECT_SLACK = 16 * MEGABYTE;

    private final DeviceIdentity device = TestDatabase.shared().addDevice("target", UUID.randomUUID());
    private TestGateway gateway;
    private ErrorLog errors;

    @BeforeEach
    void start() {
        // Anything held until these timeouts would be held until the end of the test, and be found.
        gateway = TestGateway.start(
                TestDatabase.shared(), Map.of("GATEWAY_CLOSE_TIMEOUT", "60s", "GATEWAY_HANDSHAKE_TIMEOUT", "60s"));
        errors = new ErrorLog();
    }

    @AfterEach
    void stop() {
        errors.close();
        gateway.close();
    }

    @Test
    void serves5000HostileInputsAndKeepsNothingOfThem() {
        long seed = System.nanoTime();
        HostileInputs inputs = new HostileInputs(
                seed,
                List.of(
                        "{\"type\":\"ping\"}",
                        Client.registration(device),
                        Actuations.message(Actuations.body(device, 1))));
        try (RawSocket stable = RawSocket.open(gateway)) {
            serve(inputs, WARM_UP, stable);
            long heap = heap();
            long direct = direct();
            serve(inputs, INPUTS, stable);
            await("connections").until(() -> gateway.metric("gateway_connections") == 1);
            await("devices").until(() -> gateway.metric("gateway_devices") == 0);
            await("heap").until(() -> heap() < heap + HEAP_SLACK);
            await("direct memory").until(() -> direct() < direct + DIRECT_SLACK);
            assertThat(gateway.metric("gateway_drops_total{reason=\"malformed_message\"}"))
                    .isPositive();
            assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                    .isZero();
            assertThat(errors.lines()).isEmpty();
        } catch (Throwable failed) {
            throw new AssertionError("seed " + seed + ", " + errors.lines(), failed);
        }
    }

    private void serve(HostileInputs inputs, int count, RawSocket stable) {
        for (int i = 0; i < count; i++) {
            HostileInputs.Input input = inputs.next();
            try {
                attack(input);
                stable.expectNothingElse();
            } catch (AssertionError | RuntimeException failed) {
                throw new AssertionError("input " + i + ", " + input.kind(), failed);
            }
        }
    }

    private void attack(HostileInputs.Input input) {
        try (RawSocket peer = input.afterHandshake() ? RawSocket.open(gateway) : RawSocket.connect(gateway)) {
            try {
                peer.trySend(input.bytes());
            } catch (IOException refused) {
                // The gateway has closed the connection.
            }
            if (input.cut()) {
                peer.cut();
            } else {
                peer.tryEndOutput();
                peer.drain();
            }
        }
    }

    @Test
    void keepsNothingOfTheNamesInMessages() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            sendLongNames(peer, "warm-up", 100);
            long before = heap();
            sendLongNames(peer, "name", 1_000);
            await("heap").until(() -> heap() < before + HEAP_SLACK);
        }
    }

    private static void sendLongNames(RawSocket peer, String start, int count) {
        byte[] message = ("{\"" + "x".repeat(60_000) + "\":1,\"type\":\"ping\"}").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            byte[] name = (start + i).getBytes(StandardCharsets.US_ASCII);
            byte[] next = Arrays.copyOf(message, message.length);
            System.arraycopy(name, 0, next, 2, name.length);
            peer.send(RawFrame.of(RawFrame.TEXT, next));
            peer.expectText(Replies.PONG);
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long direct() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
