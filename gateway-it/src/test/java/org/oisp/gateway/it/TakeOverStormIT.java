package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/**
 * A few devices connect, register, close and break off in any order from several threads at once. Whenever it is quiet, each row says
 * exactly whether an open connection holds the device, and an actuation reaches exactly that connection.
 */
@Tag("storm")
class TakeOverStormIT {

    private static final int ROUNDS = 50;
    private static final int THREADS = 4;
    private static final int STEPS = 20;

    private final TestDatabase database = TestDatabase.shared();
    private final UUID account = UUID.randomUUID();
    private final List<DeviceIdentity> devices = database.addDevices(List.of("a", "b", "c"), account);
    private final DeviceIdentity fence = database.addDevice("fence", account);
    private final Map<DeviceIdentity, String> registrations = new HashMap<>();
    private final List<List<Holder>> holders = new ArrayList<>();

    @Test
    void theRowsAndTheActuationsFollowTheConnectionsWhateverTheOrder() throws Exception {
        devices.forEach(device -> registrations.put(device, Client.registration(device)));
        registrations.put(fence, Client.registration(fence));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            holders.add(new ArrayList<>());
        }
        try (TestGateway gateway = TestGateway.start(database);
                Client sender = Client.connect(gateway)) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<?>> running = new ArrayList<>();
                for (List<Holder> own : holders) {
                    Random choices = new Random(random.nextLong());
                    running.add(threads.submit(() -> act(gateway, own, choices)));
                }
                for (Future<?> thread : running) {
                    thread.get();
                }
                verifyQuiet(gateway, sender, round);
            }
            assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                    .isZero();
        } catch (Throwable failed) {
            throw new AssertionError("seed " + seed, failed);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Takes a thread's steps of a round: connect, register, close or break off. */
    private void act(TestGateway gateway, List<Holder> own, Random choices) {
        for (int step = 0; step < STEPS / THREADS; step++) {
            DeviceIdentity device = devices.get(choices.nextInt(devices.size()));
            int choice = own.isEmpty() ? 0 : choices.nextInt(10);
            if (choice < 4) {
                Holder fresh = new Holder(Client.connect(gateway));
                own.add(fresh);
                fresh.register(device);
            } else if (choice < 6) {
                own.get(choices.nextInt(own.size())).register(device);
            } else if (choice < 8) {
                own.remove(choices.nextInt(own.size())).client.close();
            } else {
                Holder gone = own.remove(choices.nextInt(own.size()));
                if (choice == 8) {
                    // Does not wait for the answer.
                    gone.send(registrations.get(device));
                }
                gone.client.abort();
            }
            own.removeIf(holder -> holder.closed);
        }
    }

    private void verifyQuiet(TestGateway gateway, Client sender, int round) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            removeClosed();
            assertThat(gateway.metric("gateway_connections"))
                    .isEqualTo(holders().count() + 1);
            // The ledger works in order, so this answer shows that earlier registrations of closed connections are
            // done.
            sender.send(registrations.get(fence));
            sender.expectText(Replies.REGISTERED);
            assertThat(removeClosed()).as("closed only now").isFalse();
            Set<UUID> connected = database.bindings().stream()
                    .filter(TestDatabase.BindingRow::connected)
                    .map(TestDatabase.BindingRow::device)
                    .collect(Collectors.toSet());
            for (DeviceIdentity device : devices) {
                assertThat(holdersOf(device))
                        .as("connections that hold %s", device.id())
                        .hasSizeLessThan(2);
                assertThat(connected.contains(device.uid().value()))
                        .as("row of %s in round %s", device.id(), round)
                        .isEqualTo(!holdersOf(device).isEmpty());
            }
        });
        for (DeviceIdentity device : devices) {
            String body = Actuations.body(device, round);
            sender.send(Actuations.message(body));
            sender.expectNothingElse();
            holdersOf(device).forEach(holder -> holder.client.expectText(Replies.actuation(body)));
        }
        holders().forEach(holder -> holder.client.expectNothingElse());
    }

    /** Removes closed holders; returns whether there were any. */
    private boolean removeClosed() {
        holders().forEach(Holder::fence);
        return holders.stream()
                        .filter(own -> own.removeIf(holder -> holder.closed))
                        .count()
                > 0;
    }

    private Stream<Holder> holders() {
        return holders.stream().flatMap(List::stream);
    }

    private List<Holder> holdersOf(DeviceIdentity device) {
        return holders().filter(holder -> holder.devices.contains(device)).toList();
    }

    /** A connection and the devices that have registered on it. */
    private final class Holder {
        private final Client client;
        private final Set<DeviceIdentity> devices = new HashSet<>();
        private boolean closed;

        Holder(Client client) {
            this.client = client;
        }

        void register(DeviceIdentity device) {
            if (send(registrations.get(device)) && answer(Replies.REGISTERED)) {
                devices.add(device);
            }
        }

        void fence() {
            if (send("{\"type\":\"ping\"}")) {
                answer(Replies.PONG);
            }
        }

        private boolean send(String text) {
            if (closed) {
                return false;
            }
            try {
                client.send(text);
                return true;
            } catch (CompletionException closedByThePeer) {
                return answer("");
            }
        }

        /** Expects an answer; returns false if the connection was closed instead. */
        private boolean answer(String expected) {
            Client.Event event = client.next();
            if (event.equals(new Client.Event.Text(expected))) {
                return true;
            }
            closed = true;
            assertThat(event).isEqualTo(new Client.Event.Closed(1000, "Normal connection closure"));
            return false;
        }
    }
}
