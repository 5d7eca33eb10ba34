package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestCluster;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;

/** docs/decisions/106: what is sent to a device that left a moment ago waits for it, for a short time. */
class ReconnectHoldIT {

    private static final int MANY = 100;

    private static final TestDatabase database = TestDatabase.shared();

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    /** Held so long that no test ends for its time. */
    @AutoClose
    private static final TestCluster cluster = TestCluster.start(database, 3, holding("5m"));

    @AutoClose
    private static final TestGateway alone = TestGateway.start(database, Map.of("GATEWAY_RECONNECT_HOLD", "5m"));

    @AutoClose
    private static final TestGateway brief = TestGateway.start(database, Map.of("GATEWAY_RECONNECT_HOLD", "200ms"));

    private final UUID account = UUID.randomUUID();
    private final DeviceIdentity device = database.addDevice("example001", account);
    private final TestGateway first = cluster.get(0);
    private final TestGateway second = cluster.get(1);
    private final TestGateway third = cluster.get(2);

    private static Map<String, String> holding(String time) {
        Map<String, String> settings = new HashMap<>(redis.environment());
        settings.put("GATEWAY_RECONNECT_HOLD", time);
        return settings;
    }

    @Test
    void whatIsSentToADeviceBetweenTwoConnectionsArrivesInItsOrderAheadOfWhatComesLater() {
        comesAndGoes(alone);
        try (Client sender = Client.connect(alone)) {
            send(sender, 0, MANY);
            awaitHeld(alone, MANY);
            try (Client receiver = Client.register(alone, device)) {
                send(sender, MANY, 2 * MANY);
                expect(receiver, 0, 2 * MANY);
                receiver.expectNothingElse();
            }
        }
        assertThat(alone.metric("gateway_reconnect_hold_bytes")).isZero();
    }

    @Test
    void itIsHeldWhereItCameInAndFollowsTheDeviceToAnotherInstance() {
        comesAndGoes(first, second);
        try (Client sender = Client.connect(second)) {
            send(sender, 0, MANY);
            awaitHeld(second, MANY);
            try (Client receiver = Client.register(third, device)) {
                send(sender, MANY, 2 * MANY);
                expect(receiver, 0, 2 * MANY);
                receiver.expectNothingElse();
            }
        }
    }

    @Test
    void twoInstancesThatHoldForOneDeviceSendEachItsOwnOnce() {
        comesAndGoes(first, second);
        try (Client one = Client.connect(first);
                Client two = Client.connect(second)) {
            one.send(Actuations.message(Actuations.body(device, "one")));
            two.send(Actuations.message(Actuations.body(device, "two")));
            awaitHeld(first, 1);
            awaitHeld(second, 1);
            try (Client receiver = Client.register(first, device)) {
                // What is held where the device arrives is in its mailbox before the others know.
                receiver.expectText(Replies.actuation(Actuations.body(device, "one")));
                receiver.expectText(Replies.actuation(Actuations.body(device, "two")));
                receiver.expectNothingElse();
            }
        }
    }

    @Test
    void whoAsksIsToldOnceTheDeviceIsBack() {
        comesAndGoes(first, second);
        try (Client sender = Client.connect(second)) {
            sender.send(Receipts.asking("held", device, 1, 60_000));
            awaitHeld(second, 1);
            try (Client receiver = Client.register(third, device)) {
                receiver.expectText(Replies.actuation(Actuations.body(device, 1)));
                Receipts.expect(sender, "held", "delivered", "confirmed");
                sender.expectNothingElse();
            }
        }
    }

    @Test
    void whoAsksIsToldWhenItsTimeIsOverAndItDoesNotArriveLater() {
        comesAndGoes(alone);
        try (Client sender = Client.connect(alone)) {
            sender.send(Receipts.asking("late", device, 1, 100));
            Receipts.expect(sender, "late", "not_delivered", "expired");
            try (Client receiver = Client.register(alone, device)) {
                receiver.expectNothingElse();
            }
        }
    }

    @Test
    void aDeviceThatIsNotBackInTimeIsNotConnected() {
        comesAndGoes(brief);
        double before = brief.metric("gateway_actuations_total{outcome=\"not_connected\"}");
        try (Client sender = Client.connect(brief)) {
            sender.send(Actuations.message(Actuations.body(device, 1)));
            sender.send(Receipts.asking("gone", device, 2));
            Receipts.expect(sender, "gone", "not_delivered", "not_connected");
        }
        assertThat(brief.metric("gateway_actuations_total{outcome=\"not_connected\"}"))
                .isEqualTo(before + 2);
        try (Client receiver = Client.register(brief, device)) {
            receiver.expectNothingElse();
        }
    }

    @Test
    void aDeviceThatWasNotConnectedLatelyIsNotConnectedAtOnce() {
        DeviceIdentity absent = database.addDevice("absent", account);
        comesAndGoes(alone);
        try (Client sender = Client.connect(alone)) {
            sender.send(Receipts.asking("absent", absent, 1));
            Receipts.expect(sender, "absent", "not_delivered", "not_connected");
        }
    }

    @Test
    void pastTheBoundItIsToldAtOnceAndCounted() {
        try (TestGateway narrow = TestGateway.start(
                database, Map.of("GATEWAY_RECONNECT_HOLD", "5m", "GATEWAY_RECONNECT_HOLD_MESSAGES", "3"))) {
            comesAndGoes(narrow);
            try (Client sender = Client.connect(narrow)) {
                for (int i = 0; i < 4; i++) {
                    sender.send(Receipts.asking("b" + i, device, i, 60_000));
                }
                Receipts.expect(sender, "b3", "not_delivered", "not_connected");
                sender.expectNothingElse();
                assertThat(narrow.metric("gateway_reconnect_holds_total{outcome=\"full\"}"))
                        .isEqualTo(1);
                try (Client receiver = Client.register(narrow, device)) {
                    expect(receiver, 0, 3);
                    receiver.expectNothingElse();
                }
            }
        }
    }

    @Test
    void whatIsPublishedOnAChannelIsNotHeld() {
        comesAndGoes(first, second);
        String channel = device.account() + "/" + device.id();
        await().until(() -> redis.publish(channel, Actuations.message(Actuations.body(device, 1))) == 0);
        assertThat(cluster.metric("gateway_reconnect_hold_messages")).isZero();
        try (Client receiver = Client.register(first, device)) {
            receiver.expectNothingElse();
        }
    }

    @Test
    void anInstanceThatMissedTheReturnFindsTheDeviceAtItsNextLink() {
        comesAndGoes(first, second);
        try (Client sender = Client.connect(second)) {
            send(sender, 0, 3);
            awaitHeld(second, 3);
            redis.cutAll();
            cluster.awaitLinked();
            await().until(() -> second.metric("gateway_reconnect_hold_messages") == 0);
            await().until(() -> expected(second) == 0);
        }
    }

    /**
     * Connects and disconnects the device, and waits until that gateway and another one expect it back. Does so again if the number of
     * expected devices did not grow by one: devices of other tests stop being expected meanwhile.
     */
    private void comesAndGoes(TestGateway gateway, TestGateway... another) {
        List<TestGateway> all =
                Stream.concat(Stream.of(gateway), Stream.of(another)).toList();
        await().until(() -> {
            Client visitor = Client.register(gateway, device);
            List<Double> before = all.stream().map(ReconnectHoldIT::expected).toList();
            visitor.close();
            await().until(() -> gateway.metric("gateway_devices") == 0);
            return isSoon(
                    () -> IntStream.range(0, all.size()).allMatch(i -> expected(all.get(i)) == before.get(i) + 1));
        });
    }

    private static boolean isSoon(Callable<Boolean> condition) {
        try {
            await().atMost(Duration.ofSeconds(2)).until(condition);
            return true;
        } catch (ConditionTimeoutException notSoon) {
            return false;
        }
    }

    private static double expected(TestGateway gateway) {
        return gateway.metric("gateway_devices_expected");
    }

    private static void awaitHeld(TestGateway gateway, int messages) {
        await().until(() -> gateway.metric("gateway_reconnect_hold_messages") == messages);
    }

    private void send(Client sender, int from, int to) {
        for (int i = from; i < to; i++) {
            sender.send(Actuations.message(Actuations.body(device, i)));
        }
    }

    private void expect(Client receiver, int from, int to) {
        for (int i = from; i < to; i++) {
            receiver.expectText(Replies.actuation(Actuations.body(device, i)));
        }
    }
}
