package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.BindingDetails;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestRedis;

/** One instance owns a device: the older socket is closed at any instance, and peers that fight over a device are slowed. */
class OneOwnerIT {

    private static final String TAKEN_OVER = "gateway_drops_total{reason=\"taken_over\"}";
    private static final String DELAYED = "gateway_registrations_delayed_total";

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 3, redis.environment());

    private final DeviceIdentity device = database.addDevice("example001", UUID.randomUUID());

    @Test
    void theOlderSocketIsClosedWhereverItIs() {
        double lost = cluster.get(0).metric("gateway_devices_lost_total");
        try (Client older = Client.register(cluster.get(0), device);
                Client newer = Client.register(cluster.get(1), device)) {
            older.expectClose(1000, "Normal connection closure");
            newer.expectNothingElse();
            await().until(() -> cluster.get(0).metric("gateway_connections") == 0);
            assertThat(cluster.get(0).metric("gateway_devices_lost_total")).isEqualTo(lost + 1);
            assertThat(database.binding(device).connected()).isTrue();
            assertThat(database.binding(device).server()).isEqualTo(TestCluster.server(1));
            // Only the owner is subscribed, and the actuation arrives.
            await().until(() -> redis.publish(channel(), "anything") == 1);
            redis.publish(channel(), Actuations.message(Actuations.body(device, "newer")));
            newer.expectText(Replies.actuation(Actuations.body(device, "newer")));
        }
        await().until(() -> !database.binding(device).connected());
    }

    @Test
    void whatIsSentWhileTheDeviceMovesArrivesOnceAndInOrder() {
        int count = 200;
        try (Client sender = Client.connect(cluster.get(2));
                Client older = Client.register(cluster.get(0), device)) {
            for (int i = 0; i < count / 2; i++) {
                sender.send(Actuations.message(Actuations.body(device, i)));
            }
            try (Client newer = Client.connect(cluster.get(1))) {
                newer.send(Client.registration(device));
                for (int i = count / 2; i < count; i++) {
                    sender.send(Actuations.message(Actuations.body(device, i)));
                }
                newer.expectText(Replies.REGISTERED);
                int arrived = 0;
                Client.Event event = older.next();
                while (event instanceof Client.Event.Text text) {
                    assertThat(text.content()).isEqualTo(Replies.actuation(Actuations.body(device, arrived++)));
                    event = older.next();
                }
                assertThat(event).isEqualTo(new Client.Event.Closed(1000, "Normal connection closure"));
                for (int i = arrived; i < count; i++) {
                    newer.expectText(Replies.actuation(Actuations.body(device, i)));
                }
                newer.expectNothingElse();
            }
        }
    }

    @Test
    void withoutBindingRowsTheLastOneHasIt() {
        try (TestDatabase later = TestDatabase.start()) {
            later.execute("DROP TABLE dashboard.\"connectionBindings\"");
            DeviceIdentity mine = later.addDevice("example001", UUID.randomUUID());
            try (TestCluster pair = TestCluster.start(later, 2, redis.environment())) {
                for (int i = 0; i < 3; i++) {
                    try (Client older = Client.register(pair.get(i % 2), mine);
                            Client newer = Client.register(pair.get(1 - i % 2), mine)) {
                        older.expectClose(1000, "Normal connection closure");
                        newer.expectNothingElse();
                    }
                    await().until(() -> pair.metric("gateway_devices") == 0);
                }
            }
        }
    }

    @Test
    void theFirstTakeOverIsImmediateAndFurtherOnesAreOneASecond() {
        try (LogWatch log = new LogWatch()) {
            double before = cluster.metric(TAKEN_OVER);
            double delayed = cluster.metric(DELAYED);
            Client holder = Client.register(cluster.get(0), device);
            Client next = Client.register(cluster.get(1), device);
            assertThat(cluster.metric(DELAYED)).isEqualTo(delayed);
            int rounds = 3;
            long begun = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                holder.expectClose(1000, "Normal connection closure");
                holder = next;
                // This instance has owned the device, so it knows of the last take-over. A bystander may learn of that
                // a moment later.
                next = Client.register(cluster.get(i % 2), device);
            }
            // The gateways use the same monotonic clock; each take-over waits at least its delay.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(2_900));
            holder.expectClose(1000, "Normal connection closure");
            next.expectNothingElse();
            assertThat(cluster.metric(TAKEN_OVER)).isEqualTo(before + rounds + 1);
            assertThat(cluster.metric(DELAYED)).isGreaterThanOrEqualTo(delayed + rounds);
            assertThat(log.linesWith("is taken over repeatedly"))
                    .hasSizeBetween(1, 3)
                    .allMatch(line -> line.contains(channel()));
            next.close();
        }
    }

    @Test
    void aDeviceThatComesBackAfterItsConnectionWasClosedIsNotDelayed() {
        double delayed = cluster.metric(DELAYED);
        for (int i = 0; i < 6; i++) {
            Client client = Client.register(cluster.get(i % 3), device);
            BindingDetails bound = BindingDetails.of(database, device);
            assertThat(bound).isNotNull();
            client.close();
            await().until(() -> cluster.metric("gateway_devices") == 0);
        }
        assertThat(cluster.metric(DELAYED)).isEqualTo(delayed);
    }

    @Test
    void manyConnectionsAtOnceLeaveOneSocketAndItsRow() {
        List<Client> clients = java.util.stream.IntStream.range(0, 3)
                .mapToObj(i -> Client.connect(cluster.get(i)))
                .toList();
        String registration = Client.registration(device);
        clients.forEach(client -> client.send(registration));
        clients.forEach(client -> client.expectText(Replies.REGISTERED));
        await().until(() -> cluster.metric("gateway_connections") == 1);
        int open = java.util.stream.IntStream.range(0, 3)
                .filter(i -> cluster.get(i).metric("gateway_connections") == 1)
                .findFirst()
                .orElseThrow();
        assertThat(database.binding(device).server()).isEqualTo(TestCluster.server(open));
        assertThat(database.binding(device).connected()).isTrue();
        clients.get(open).expectNothingElse();
        clients.get(open).close();
    }

    private String channel() {
        return device.account() + "/" + device.id();
    }
}
