package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;

/**
 * Ten thousand random reconnects across three instances while actuations are sent. The old connection is closed, cut, or left open for the
 * new one to take over. In the end each device has one socket, and its row names the instance.
 */
@Tag("storm")
class ReconnectStormIT {

    private static final int INSTANCES = 3;
    private static final int WORKERS = 50;
    private static final int DEVICES = 2_000;
    private static final int RECONNECTS = Integer.getInteger("storm.reconnects", 10_000);
    private static final long SEED = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private final TestRedis redis = TestRedis.start();

    /** A device with its connection, if any, the instance of that connection, and the actuations received over all connections. */
    private static final class Life {
        private final DeviceIdentity device;
        private final String registration;
        private final Set<String> seen = new HashSet<>();
        private @Nullable RawSocket socket;
        private int instance;
        private boolean wasHere;

        Life(DeviceIdentity device) {
            this.device = device;
            this.registration = Client.registration(device);
        }

        /** Reads until this text, or until a close frame if it is empty; anything else must be an actuation not received before. */
        void readUntil(RawSocket from, String end) {
            while (true) {
                ReceivedFrame frame = from.readFrame();
                String text = new String(frame.payload(), StandardCharsets.UTF_8);
                if (frame.opcode() == RawFrame.CLOSE || text.equals(end)) {
                    assertThat(frame.opcode() == RawFrame.CLOSE).as("closed").isEqualTo(end.isEmpty());
                    return;
                }
                assertThat(text).startsWith("{\"code\":1024,");
                assertThat(seen.add(text)).as(text).isTrue();
            }
        }

        /** Expects a close frame and nothing after it. */
        void readToTheEnd(RawSocket from, boolean answer) {
            readUntil(from, "");
            if (answer) {
                from.send(RawFrame.close(1000, ""));
            }
            from.expectCut();
            from.close();
        }
    }

    @Test
    void eachDeviceHasOneSocketAndItsRowSaysWhere() throws InterruptedException, ExecutionException {
        List<Life> lives = database
                .addDevices(
                        IntStream.range(0, DEVICES).mapToObj(i -> "storm" + i).toList(), UUID.randomUUID())
                .parallelStream()
                .map(Life::new)
                .toList();
        Map<String, String> settings = new HashMap<>(redis.environment());
        // The machine may be slow; what matters is the final state.
        settings.put("GATEWAY_REGISTRATION_TIMEOUT", "50s");
        settings.put("GATEWAY_QUERY_TIMEOUT", "50s");
        settings.put("GATEWAY_ANNOUNCE_TIMEOUT", "50s");
        // The clients do not read until the end.
        settings.put("GATEWAY_PING_INTERVAL", "10m");
        settings.put("GATEWAY_CLOSE_TIMEOUT", "50s");
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS + 1);
        try (TestCluster cluster = TestCluster.start(database, INSTANCES, settings)) {
            AtomicBoolean over = new AtomicBoolean();
            Future<?> sending = workers.submit(() -> send(cluster, lives, over));
            List<Future<?>> all = IntStream.range(0, WORKERS)
                    .<Future<?>>mapToObj(worker -> workers.submit(() -> reconnect(cluster, lives, worker)))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
            over.set(true);
            sending.get();
            long present = lives.stream().filter(life -> life.socket != null).count();
            assertThat(present).isGreaterThan(DEVICES / 2);
            await().atMost(TIMEOUT).until(() -> cluster.metric("gateway_connections") == present);
            await().atMost(TIMEOUT).until(() -> cluster.metric("gateway_devices_announced") == present);
            assertThat(cluster.metric("gateway_devices")).isEqualTo(present);
            await().atMost(TIMEOUT).until(() -> rowsAreRight(lives));
            for (Life life : lives) {
                RawSocket socket = life.socket;
                if (socket != null) {
                    socket.sendText("{\"type\":\"ping\"}");
                    life.readUntil(socket, Replies.PONG);
                    socket.cut();
                }
            }
            assertThat(cluster.metric("gateway_arrivals_total{outcome=\"late\"}"))
                    .isZero();
            // Proves that the storm included lost connections.
            assertThat(cluster.metric("gateway_devices_lost_total")).isPositive();
        } finally {
            workers.shutdownNow();
        }
    }

    private static void reconnect(TestCluster cluster, List<Life> lives, int worker) {
        Random random = new Random(SEED + worker);
        for (int i = worker; i < RECONNECTS; i += WORKERS) {
            // Each worker owns its devices, and returns to each from time to time.
            Life life = lives.get((i % WORKERS + WORKERS * (i / WORKERS)) % (DEVICES / WORKERS * WORKERS));
            RawSocket before = life.socket;
            int how = random.nextInt(8);
            if (before != null && how < 2) {
                before.send(RawFrame.close(1000, ""));
                life.readToTheEnd(before, false);
            } else if (before != null && how < 4) {
                before.cut();
            }
            life.socket = null;
            if (how == 0) {
                continue;
            }
            life.instance = random.nextInt(INSTANCES);
            RawSocket next = RawSocket.open(cluster.get(life.instance));
            next.sendText(life.registration);
            life.readUntil(next, Replies.REGISTERED);
            life.socket = next;
            life.wasHere = true;
            if (before != null && how >= 4) {
                life.readToTheEnd(before, true);
            }
        }
    }

    /** Sends actuations, each with a unique number. */
    private static void send(TestCluster cluster, List<Life> lives, AtomicBoolean over) {
        Random random = new Random(SEED - 1);
        List<Client> senders = IntStream.range(0, INSTANCES)
                .mapToObj(i -> Client.connect(cluster.get(i)))
                .toList();
        for (int number = 0; !over.get(); number++) {
            DeviceIdentity device = lives.get(random.nextInt(lives.size())).device;
            senders.get(random.nextInt(INSTANCES)).send(Actuations.message(Actuations.body(device, number)));
            if (number % 20 == 0) {
                // Waits for answers, so as not to send faster than the gateway reads.
                senders.forEach(Client::expectNothingElse);
            }
        }
        senders.forEach(Client::close);
    }

    private boolean rowsAreRight(List<Life> lives) {
        Map<UUID, TestDatabase.BindingRow> rows = database.bindings().stream()
                .collect(Collectors.toMap(TestDatabase.BindingRow::device, Function.identity(), (one, other) -> one));
        return lives.stream().filter(life -> life.wasHere).allMatch(life -> {
            TestDatabase.BindingRow row = rows.get(life.device.uid().value());
            return life.socket == null
                    ? !row.connected()
                    : row.connected() && row.server().equals(TestCluster.server(life.instance));
        });
    }
}
