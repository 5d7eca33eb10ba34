package org.oisp.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.memory.MemorySettings;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.MailboxSettings;

/** The order of what is held, on a clock and a link of the test's own. */
class ReconnectHoldTest {

    private static final MailboxSettings MAILBOXES = new MailboxSettings(8, 10_000);
    private static final DeviceIdentity DEVICE =
            new DeviceIdentity(new DeviceUid(UUID.randomUUID()), new AccountId(UUID.randomUUID()), new DeviceId("d"));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Runnable> timers = new ArrayList<>();
    private long now = 1;
    private final ReconnectHold hold = new ReconnectHold(
            new HoldSettings(Duration.ofSeconds(3), 6, 1_000, 2),
            MAILBOXES,
            new MemoryBudget(MemorySettings.UNBOUNDED, System::nanoTime),
            (task, millis) -> {
                timers.add(task);
                return () -> timers.remove(task);
            },
            new HoldEvents(meters),
            () -> now);
    private final DeviceRegistry devices = new DeviceRegistry(MAILBOXES, new ConnectionEvents(meters), hold);
    private final ScriptedLink link = new ScriptedLink();
    private final Forwarder forwarder = new Forwarder(
            () -> link,
            devices,
            new NoAddresses(),
            new ForwarderSettings(100, 10_000, 100, Duration.ofMinutes(1), Duration.ofSeconds(1)),
            new ActuationEvents(meters),
            new BusEvents(meters),
            hold);

    @Test
    void ofMoreDevicesThanItsBoundThoseThatLeftFirstAreForgotten() {
        List<DeviceIdentity> left = Stream.of("a", "b", "c")
                .map(id -> new DeviceIdentity(
                        new DeviceUid(UUID.randomUUID()), new AccountId(UUID.randomUUID()), new DeviceId(id)))
                .toList();
        left.forEach(hold::left);
        assertThat(hold.addressOf(left.get(0).uid())).isNull();
        assertThat(hold.addressOf(left.get(1).uid())).isNotNull();
        assertThat(hold.addressOf(left.get(2).uid())).isNotNull();
    }

    @Test
    void whatNobodyHeardBeforeTheNewsIsAheadOfWhatCameAfterIt() {
        forward("a", 1);
        forward("b", 2);
        hold.left(DEVICE);
        forward("c", 3);
        assertThat(link.published).containsExactly("a", "b");
        link.heardBy(0);
        assertThat(hold.messages()).isEqualTo(3);
        link.published.clear();

        hold.arrivedElsewhere(DEVICE.uid());
        forward("d", 4);

        assertThat(link.published).containsExactly("a", "b", "c", "d");
        assertThat(hold.isIdle()).isTrue();
        assertThat(outcome(HoldOutcome.BACK_ELSEWHERE)).isEqualTo(3);
    }

    @Test
    void whatComesWhileItIsSentWaitsBehind() {
        hold.left(DEVICE);
        forward("a", 1);
        forward("b", 2);
        link.at("a", () -> forward("c", 3));

        hold.arrivedElsewhere(DEVICE.uid());

        assertThat(link.published).containsExactly("a", "b", "c");
    }

    @Test
    void aDeviceThatLeavesAgainWhileItIsSentKeepsTheRest() {
        hold.left(DEVICE);
        forward("a", 1);
        forward("b", 2);
        link.at("a", () -> hold.left(DEVICE));

        hold.arrivedElsewhere(DEVICE.uid());
        assertThat(link.published).containsExactly("a");

        hold.arrivedElsewhere(DEVICE.uid());
        assertThat(link.published).containsExactly("a", "b");
    }

    @Test
    void whatWasHeldOnceIsNotHeldAgain() {
        hold.left(DEVICE);
        forward("a", 1);
        now += Duration.ofSeconds(3).toNanos();
        List.copyOf(timers).forEach(Runnable::run);
        assertThat(link.published).containsExactly("a");
        link.heardBy(0);
        assertThat(meters.get("gateway.actuations")
                        .tag("outcome", "not_connected")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(outcome(HoldOutcome.NOT_BACK)).isEqualTo(1);
        assertThat(hold.messages()).isZero();
        assertThat(forwarder.underWay()).isZero();
    }

    @Test
    void ofOneDeviceHalfAMailboxIsHeld() {
        hold.left(DEVICE);
        for (int i = 0; i < 4; i++) {
            assertThat(forward("" + i, i)).isEqualTo(ActuationOutcome.FORWARDED);
        }
        assertThat(forward("more", 5)).isEqualTo(ActuationOutcome.NOT_CONNECTED);
        assertThat(outcome(HoldOutcome.FULL)).isEqualTo(1);
        assertThat(link.published).isEmpty();
    }

    @Test
    void aDeviceThatLeftLongAgoIsNotExpected() {
        hold.left(DEVICE);
        now += Duration.ofSeconds(61).toNanos();
        assertThat(meters.get("gateway.devices.expected").gauge().value()).isZero();
        forward("a", 1);
        assertThat(link.published).containsExactly("a");
    }

    @Test
    void aDeviceThatLeftLongAgoIsNotExpectedAlsoIfItsActuationsStillWait() {
        hold.left(DEVICE);
        now += Duration.ofSeconds(59).toNanos();
        forward("a", 1);
        assertThat(link.published).isEmpty();
        now += Duration.ofSeconds(2).toNanos();
        assertThat(forward("b", 2)).isEqualTo(ActuationOutcome.FORWARDED);
        assertThat(hold.messages()).isEqualTo(1);
        assertThat(link.published).containsExactly("b");
    }

    @Test
    void onceClosedNothingIsHeldAndWhatWasHeldIsRouted() {
        hold.left(DEVICE);
        forward("a", 1);
        hold.close();
        assertThat(link.published).containsExactly("a");
        hold.left(DEVICE);
        forward("b", 2);
        assertThat(link.published).containsExactly("a", "b");
        assertThat(hold.messages()).isZero();
    }

    private ActuationOutcome forward(String text, long receivedNanos) {
        Inbound.Body body = new Inbound.Body(
                new Target.ByAccount(DEVICE.account(), DEVICE.id()), ByteSlice.ofText(text), receivedNanos);
        return forwarder.forward(
                new Inbound.ActuationMessage(new Credentials("u", "p"), body, ByteSlice.ofText(text)),
                body,
                "a sender",
                null);
    }

    private double outcome(HoldOutcome outcome) {
        return meters.get("gateway.reconnect.holds")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    private static final class NoAddresses implements DeviceAddresses {
        @Override
        public java.util.concurrent.CompletionStage<java.util.Optional<DeviceAddress>> find(DeviceUid device) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.concurrent.CompletionStage<List<DeviceAddress>> find(DeviceId id) {
            throw new UnsupportedOperationException();
        }
    }
}
