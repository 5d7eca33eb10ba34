package org.oisp.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.registry.Fixture.delivery;
import static org.oisp.gateway.registry.Fixture.device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import reactor.test.subscriber.TestSubscriber;

/** Tests lookup by each era's names of a device, take-over by the newest connection, and removal by its own connection only. */
@Timeout(30)
class DeviceRegistryTest {

    private static final List<DeviceUid> KEYS =
            IntStream.range(0, 8).mapToObj(n -> device(1, n).uid()).toList();
    private static final List<DeviceId> NAMES = List.of(new DeviceId("a"), new DeviceId("b"), new DeviceId("c"));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(100, 100_000), new ConnectionEvents(meters));

    @Test
    void findsADeviceByEachOfItsNames() {
        DeviceIdentity device = device(1, 1);
        Mailbox mailbox = admit(device);

        assertThat(devices.find(device.uid())).isSameAs(mailbox);
        assertThat(devices.find(device.account(), device.id())).isSameAs(mailbox);
        assertThat(devices.find(device.id())).containsExactly(mailbox);
        assertThat(mailbox.device()).isEqualTo(device);
    }

    @Test
    void findsNobodyElse() {
        admit(device(1, 1));

        assertThat(devices.find(device(1, 2).uid())).isNull();
        assertThat(devices.find(device(2, 1).uid())).isNull();
        assertThat(devices.find(device(2, 1).account(), new DeviceId("device1")))
                .isNull();
        assertThat(devices.find(device(1, 1).account(), new DeviceId("device2")))
                .isNull();
        assertThat(devices.find(new DeviceId("device2"))).isEmpty();
        assertThat(devices.find(new DeviceId("DEVICE1"))).isEmpty();
    }

    @Test
    void keepsNamesakesOfSeveralAccountsApart() {
        Mailbox first = admit(device(1, 1));
        Mailbox second = admit(device(2, 1));
        Mailbox third = admit(device(3, 1));
        DeviceId id = new DeviceId("device1");

        assertThat(devices.find(id)).containsExactlyInAnyOrder(first, second, third);
        assertThat(devices.find(device(2, 1).account(), id)).isSameAs(second);

        devices.remove(second);
        assertThat(devices.find(id)).containsExactlyInAnyOrder(first, third);
        assertThat(devices.find(device(2, 1).account(), id)).isNull();
        assertThat(devices.find(device(3, 1).account(), id)).isSameAs(third);
    }

    @Test
    void aDeviceWhoseDepartureIsAnnouncedIsAbsent() {
        Mailbox mailbox = admit(device(1, 1));
        List<String> done = new ArrayList<>();
        assertThat(devices.whileAbsent(device(1, 1).uid(), () -> done.add("connected")))
                .isFalse();
        assertThat(mailbox.leaves()).isTrue();
        assertThat(devices.whileAbsent(device(1, 1).uid(), () -> done.add("leaving")))
                .isTrue();
        devices.remove(mailbox);
        assertThat(devices.whileAbsent(device(1, 1).uid(), () -> done.add("gone")))
                .isTrue();
        assertThat(done).containsExactly("leaving", "gone");
    }

    @Test
    void forgetsADeviceThatLeaves() {
        DeviceIdentity device = device(1, 1);
        devices.remove(admit(device));

        assertThat(devices.find(device.uid())).isNull();
        assertThat(devices.find(device.account(), device.id())).isNull();
        assertThat(devices.find(device.id())).isEmpty();
        assertThat(devices.size()).isZero();
    }

    @Test
    void greetsTheDeviceFirst() {
        TestSubscriber<Outbound> connection = read(admit(device(1, 1)));

        assertThat(connection.getReceivedOnNext()).containsExactly(Reply.REGISTERED);
    }

    @Test
    void closesTheOlderConnectionOfADevice() {
        DeviceIdentity device = device(1, 1);
        Mailbox older = admit(device);
        TestSubscriber<Outbound> olderConnection = read(older);
        Mailbox newer = admit(device);

        assertThat(olderConnection.getReceivedOnNext()).containsExactly(Reply.REGISTERED, CloseFrame.NORMAL);
        assertThat(devices.find(device.uid())).isSameAs(newer);
        assertThat(devices.find(device.id())).containsExactly(newer);
        assertThat(devices.size()).isEqualTo(1);
        assertThat(takeOvers()).isEqualTo(1);
    }

    @Test
    void doesNotCloseAConnectionOnWhichADeviceRegistersAgain() {
        DeviceIdentity device = device(1, 1);
        Object owner = new Object();
        TestSubscriber<Outbound> first = read(devices.admit(device, owner, Reply.REGISTERED));
        TestSubscriber<Outbound> second = read(devices.admit(device, owner, Reply.REGISTERED));

        assertThat(first.getReceivedOnNext()).containsExactly(Reply.REGISTERED);
        assertThat(first.isTerminatedComplete()).isTrue();
        assertThat(second.getReceivedOnNext()).containsExactly(Reply.REGISTERED);
        assertThat(second.isTerminated()).isFalse();
        assertThat(takeOvers()).isZero();
    }

    /** Otherwise an actuation that arrives over Redis now would be dropped, as if the device were at another instance. */
    @Test
    void showsTheNewerMailboxOnlyOnceItHasWhatTheOlderOneHad() {
        DeviceIdentity device = device(1, 1);
        Mailbox older = admit(device);
        older.settle(7);
        List<Boolean> settled = new ArrayList<>();
        older.messages().subscribe(message -> {
            if (message instanceof CloseFrame) {
                // Called while the newer mailbox is being admitted.
                settled.add(Objects.requireNonNull(devices.find(device.uid())).isSettled(7));
            }
        });
        Mailbox newer = admit(device);

        assertThat(settled).containsExactly(true);
        assertThat(newer.isSettled(7)).isTrue();
        assertThat(newer.tookOver()).isTrue();
    }

    @Test
    void settlesWhoeverHasTakenThePlaceOfAMailboxHere() {
        DeviceIdentity device = device(1, 1);
        Mailbox first = admit(device);
        Mailbox second = admit(device);
        devices.settle(first, 7);
        assertThat(second.isSettled(7)).isTrue();

        // The device went elsewhere and came back, which is not announced yet.
        devices.surrender(second);
        Mailbox third = admit(device);
        devices.settle(first, 8);
        assertThat(third.isSettled(8)).isFalse();
        devices.settle(third, 8);
        assertThat(third.isSettled(8)).isTrue();
    }

    @Test
    void doesNotLetALateCloseRemoveTheNewerConnection() {
        DeviceIdentity device = device(1, 1);
        Mailbox older = admit(device);
        Mailbox newer = admit(device);
        devices.remove(older);

        assertThat(devices.find(device.uid())).isSameAs(newer);
        assertThat(devices.find(device.account(), device.id())).isSameAs(newer);
        devices.remove(newer);
        devices.remove(newer);
        assertThat(devices.find(device.uid())).isNull();
        assertThat(devices.size()).isZero();
    }

    /** A device is identified by its key, so its old name must no longer find it. */
    @Test
    void forgetsTheOldNameOfADeviceThatComesBackWithAnother() {
        DeviceUid uid = device(1, 1).uid();
        AccountId account = device(1, 1).account();
        Mailbox before = admit(new DeviceIdentity(uid, account, new DeviceId("before")));
        Mailbox after = admit(new DeviceIdentity(uid, account, new DeviceId("after")));

        assertThat(devices.find(uid)).isSameAs(after);
        assertThat(devices.find(new DeviceId("after"))).containsExactly(after);
        assertThat(devices.find(new DeviceId("before"))).isEmpty();
        devices.remove(before);
        devices.remove(after);
        assertThat(devices.find(new DeviceId("before"))).isEmpty();
        assertThat(devices.find(new DeviceId("after"))).isEmpty();
    }

    @Test
    void countsWhatWaits() {
        Mailbox first = admit(device(1, 1));
        Mailbox second = admit(device(1, 2));
        first.post(delivery("x"));
        second.post(delivery("x"));
        second.post(delivery("x"));

        assertThat(devices.size()).isEqualTo(2);
        assertThat(devices.waiting()).isEqualTo(5);
        assertThat(devices.deepest()).isEqualTo(3);
        assertThat(devices.backlog()).isEqualTo(new Backlog(5, 3));
        devices.remove(second);
        assertThat(devices.deepest()).isEqualTo(2);
        devices.remove(first);
        assertThat(devices.waiting()).isZero();
        assertThat(devices.deepest()).isZero();
        assertThat(devices.backlog()).isEqualTo(new Backlog(0, 0));
    }

    @Test
    void staysConsistentHoweverConnectionsComeAndGo() throws InterruptedException {
        long seed = 31_337;
        Queue<Mailbox> admitted = new ConcurrentLinkedQueue<>();
        Set<Mailbox> removed = ConcurrentHashMap.newKeySet();
        List<Thread> workers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed + t);
            Thread worker = new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    Mailbox gone = random.nextBoolean() ? admitted.poll() : null;
                    if (gone == null) {
                        admitted.add(admit(anyOf(KEYS.get(random.nextInt(KEYS.size())), random)));
                    } else {
                        devices.remove(gone);
                        removed.add(gone);
                    }
                }
            });
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }

        List<Mailbox> connected =
                KEYS.stream().map(devices::find).filter(Objects::nonNull).toList();
        assertThat(devices.size()).as("seed %d", seed).isEqualTo(connected.size());
        assertThat(connected).as("seed %d", seed).noneMatch(removed::contains);
        for (DeviceId name : NAMES) {
            List<Mailbox> expected = connected.stream()
                    .filter(mailbox -> mailbox.device().id().equals(name))
                    .toList();
            assertThat(devices.find(name)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        }
        admitted.forEach(devices::remove);
        assertThat(devices.size()).as("seed %d", seed).isZero();
        assertThat(NAMES)
                .as("seed %d", seed)
                .allMatch(name -> devices.find(name).isEmpty());
    }

    /** Returns the device under one of its names. */
    private static DeviceIdentity anyOf(DeviceUid key, Random random) {
        return new DeviceIdentity(key, new AccountId(key.value()), NAMES.get(random.nextInt(NAMES.size())));
    }

    private Mailbox admit(DeviceIdentity device) {
        return devices.admit(device, new Object(), Reply.REGISTERED);
    }

    private double takeOvers() {
        return meters.get("gateway.drops").tag("reason", "taken_over").counter().count();
    }

    private static TestSubscriber<Outbound> read(Mailbox mailbox) {
        TestSubscriber<Outbound> connection = TestSubscriber.create();
        mailbox.messages().subscribe(connection);
        return connection;
    }
}
