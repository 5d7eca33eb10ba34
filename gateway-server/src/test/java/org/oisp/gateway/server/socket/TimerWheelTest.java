package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.telemetry.journal.Journal;

/** Tests the alarms of an event loop's sockets, on an embedded channel's clock. */
class TimerWheelTest {

    private static final long SLOT = TimerWheel.SLOT_NANOS;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SocketLoop loop = new SocketLoop(channel.eventLoop());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> woken = new ArrayList<>();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void wakesNobodyEarlyAndEverybodyWithinASlot() {
        long now = System.nanoTime();
        for (long wait : new long[] {0, 1, SLOT / 2, SLOT, 7 * SLOT, 200 * SLOT}) {
            DeviceSocket socket = socket();
            long due = now + wait;
            loop.alarms().set(socket, () -> {}, due, now);
            long slotEnd = (Math.floorDiv(due, SLOT) + 1) * SLOT;
            assertThat(slotEnd).isGreaterThan(due).isLessThanOrEqualTo(due + SLOT);
            assertThat(socket.slot()).isEqualTo((int) Math.floorMod(slotEnd / SLOT, 512L));
            loop.alarms().cancel(socket);
            assertThat(socket.slot()).isEqualTo(TimerWheel.Alarm.UNSET);
        }
    }

    @Test
    void wakesAllOfASlotThoughOneOfThemLeavesAndOneComesBack() {
        DeviceSocket leaving = socket();
        DeviceSocket returning = socket();
        long past = System.nanoTime() - 1;
        // One time for all puts them into one slot, even if the clock advances meanwhile.
        loop.alarms().set(leaving, () -> woken.add("never"), past, past);
        loop.alarms()
                .set(
                        returning,
                        () -> {
                            woken.add("first");
                            returning.wake(
                                    () -> woken.add("again"),
                                    System.nanoTime() + Duration.ofMinutes(5).toNanos());
                            loop.alarms().cancel(leaving);
                        },
                        past,
                        past);
        DeviceSocket third = socket();
        loop.alarms().set(third, () -> woken.add("third"), past, past);

        channel.advanceTimeBy(2 * SLOT, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(woken).containsExactly("third", "first");
        assertThat(returning.slot()).isNotEqualTo(TimerWheel.Alarm.UNSET);
    }

    @Test
    void aSocketThatFailsAsItIsWokenIsClosedAndTheOthersOfItsSlotAreWoken() {
        DeviceSocket first = socket();
        DeviceSocket defective = socket();
        DeviceSocket last = socket();
        // Taken after the sockets are created, which is slow the first time: all alarms must be in one slot.
        long past = System.nanoTime() - 1;
        loop.alarms().set(first, () -> woken.add("first"), past, past);
        loop.alarms()
                .set(
                        defective,
                        () -> {
                            throw new IllegalStateException("a defect");
                        },
                        past,
                        past);
        loop.alarms().set(last, () -> woken.add("last"), past, past);
        channel.advanceTimeBy(2 * SLOT, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(woken).containsExactly("last", "first");
        assertThat(channel.isOpen()).isFalse();
        assertThat(meters.get("gateway.defects").tag("where", "alarm").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("gateway.drops")
                        .tag("reason", "internal_error")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void wakesNobodyWhoIsGone() {
        DeviceSocket socket = socket();
        socket.wake(() -> woken.add("never"), System.nanoTime());
        socket.closed();
        channel.advanceTimeBy(2 * SLOT, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(woken).isEmpty();
    }

    private DeviceSocket socket() {
        SocketSettings settings = new SocketSettings(
                0,
                1,
                1024,
                1024,
                new SocketSettings.PeerTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO),
                null,
                OriginSettings.NONE);
        DeviceSocket socket = new DeviceSocket(
                channel,
                loop,
                new SocketContext(settings, new MessageReader(1024), SocketEvents.of(meters, Journal.unread())));
        loop.sockets().add(socket);
        return socket;
    }
}
