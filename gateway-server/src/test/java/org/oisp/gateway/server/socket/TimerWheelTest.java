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

/** The alarms of an event loop's sockets. The clock is the event loop's of an embedded channel. */
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
            socket.alarmNanos = due;
            // The wheel alone: whether a socket is rung again, it decides by its own clock.
            loop.alarms().add(socket, now);
            long slotEnd = (Math.floorDiv(due, SLOT) + 1) * SLOT;
            assertThat(slotEnd).isGreaterThan(due).isLessThanOrEqualTo(due + SLOT);
            assertThat(socket.alarmSlot).isEqualTo((int) Math.floorMod(slotEnd / SLOT, 512L));
            loop.alarms().remove(socket);
            assertThat(socket.alarmSlot).isEqualTo(DeviceSocket.NO_ALARM);
        }
    }

    @Test
    void wakesAllOfASlotThoughOneOfThemLeavesAndOneComesBack() {
        DeviceSocket leaving = socket();
        DeviceSocket returning = socket();
        long past = System.nanoTime() - 1;
        leaving.wake(() -> woken.add("never"), past);
        returning.wake(
                () -> {
                    woken.add("first");
                    returning.wake(
                            () -> woken.add("again"),
                            System.nanoTime() + Duration.ofMinutes(5).toNanos());
                    loop.alarms().remove(leaving);
                },
                past);
        DeviceSocket third = socket();
        third.wake(() -> woken.add("third"), past);
        // Into one slot, though the clock may have gone on to the next meanwhile.
        for (DeviceSocket socket : List.of(leaving, returning, third)) {
            loop.alarms().remove(socket);
            loop.alarms().add(socket, past);
        }

        channel.advanceTimeBy(2 * SLOT, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();

        assertThat(woken).containsExactly("third", "first");
        assertThat(returning.alarmSlot).isNotEqualTo(DeviceSocket.NO_ALARM);
    }

    @Test
    void aSocketThatFailsAsItIsWokenIsClosedAndTheOthersOfItsSlotAreWoken() {
        DeviceSocket first = socket();
        DeviceSocket defective = socket();
        DeviceSocket last = socket();
        // Not before they are made, which takes a while the first time: all are to stand in one slot.
        long past = System.nanoTime() - 1;
        first.wake(() -> woken.add("first"), past);
        defective.wake(
                () -> {
                    throw new IllegalStateException("a defect");
                },
                past);
        last.wake(() -> woken.add("last"), past);
        for (DeviceSocket socket : List.of(first, defective, last)) {
            loop.alarms().remove(socket);
            loop.alarms().add(socket, past);
        }
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
                0, 1, 1024, 1024, Duration.ofSeconds(1), Duration.ofSeconds(1), null, OriginSettings.NONE);
        DeviceSocket socket = new DeviceSocket(
                channel,
                loop,
                new SocketContext(settings, new MessageReader(1024), SocketEvents.of(meters, Journal.unread())));
        loop.add(socket);
        return socket;
    }
}
