package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Kept;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/**
 * Ten thousand devices come back at once to ten thousand actuations that were kept for them, and each gets its own. Logs how long that
 * takes, beside the same storm with an empty table, and without a queue. Run by the profile {@code queue}.
 */
@Tag("queue")
class QueueStormIT {

    private static final int DEVICES = Integer.getInteger("queue.devices", 10_000);
    private static final int SOCKETS = 400;
    private static final int ROUNDS = Integer.getInteger("queue.storms", 3);
    private static final System.Logger LOG = System.getLogger("QueueStormIT");

    @AutoClose
    private final TestDatabase database = TestDatabase.start();

    private final List<DeviceIdentity> devices = database.addDevices(
            IntStream.range(0, DEVICES).mapToObj(i -> "device" + i).toList(), UUID.randomUUID());
    private final List<String> registrations =
            devices.parallelStream().map(Client::registration).toList();

    @Test
    void eachGetsItsOwn() {
        storm("off", Map.of("GATEWAY_QUEUE", "off"), false);
        for (int round = 0; round < ROUNDS; round++) {
            storm("off", Map.of("GATEWAY_QUEUE", "off"), false);
            storm("empty", Map.of(), false);
            storm("kept", Map.of(), true);
        }
    }

    private void storm(String name, Map<String, String> settings, boolean kept) {
        Map<String, String> own = new HashMap<>(settings);
        own.put("GATEWAY_MAX_DEVICES_PER_CONNECTION", "1000");
        try (TestGateway gateway = TestGateway.start(database, own)) {
            if (kept) {
                database.execute("""
                        INSERT INTO gateway.queued_actuations (device, account, id, body, bytes, accepted, expires, completion)
                        SELECT uid, "accountId", id, convert_to('{"content":{"deviceId":"' || id || '"}}', 'UTF8'), 40,
                               now(), now() + interval '1 hour', false
                        FROM dashboard.devices""");
            }
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                clients.add(Client.connect(gateway));
            }
            long begun = System.nanoTime();
            for (int i = 0; i < DEVICES; i++) {
                clients.get(i % SOCKETS).send(registrations.get(i));
            }
            Set<String> came = new HashSet<>();
            int registered = 0;
            long registeredNanos = 0;
            for (int socket = 0; socket < SOCKETS; socket++) {
                int expected = devicesOf(socket);
                int answers = 0;
                for (int i = 0; i < expected * (kept ? 2 : 1); ) {
                    if (clients.get(socket).next() instanceof Client.Event.Text text) {
                        i++;
                        if (text.content().equals(Replies.REGISTERED)) {
                            answers++;
                            registeredNanos = System.nanoTime() - begun;
                        } else {
                            assertThat(came.add(text.content()))
                                    .as(text.content())
                                    .isTrue();
                        }
                    }
                }
                assertThat(answers).isEqualTo(expected);
                registered += answers;
            }
            long doneNanos = System.nanoTime() - begun;
            assertThat(registered).isEqualTo(DEVICES);
            assertThat(came).hasSize(kept ? DEVICES : 0);
            await().atMost(Client.TIMEOUT)
                    .until(() -> !kept || database.count("SELECT count(*) FROM " + Kept.TABLE) == 0);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: all registered after {1} ms, all delivered after {2} ms, all deleted after {3} ms",
                    name,
                    registeredNanos / 1_000_000,
                    doneNanos / 1_000_000,
                    (System.nanoTime() - begun) / 1_000_000);
            clients.forEach(Client::abort);
        }
    }

    private static int devicesOf(int socket) {
        return DEVICES / SOCKETS + (socket < DEVICES % SOCKETS ? 1 : 0);
    }
}
