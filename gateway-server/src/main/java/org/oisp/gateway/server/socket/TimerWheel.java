package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * When the sockets of an event loop want to be woken. Each has one alarm at most, mostly some twenty seconds away, and a fleet has as
 * many as devices: so they stand in a wheel, where a socket costs nothing but its place in a list, and only a slot in use has a
 * timer. Used on the loop's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a slot's timer is never cancelled: at worst it finds the slot empty
final class TimerWheel {

    /** How late an alarm may be. */
    static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A turn of the wheel is some 51 seconds; an alarm that is further away is looked at once a turn. */
    private static final int SLOTS = 512;

    /** Where those stand that are being woken. */
    private static final int RINGING = SLOTS;

    private final EventLoop loop;
    private final @Nullable DeviceSocket[] slots = new DeviceSocket[SLOTS + 1];
    private final boolean[] timed = new boolean[SLOTS];

    TimerWheel(EventLoop loop) {
        this.loop = loop;
    }

    /** Takes in a socket that is not in. */
    void add(DeviceSocket socket, long nowNanos) {
        long wait = Math.min(Math.max(socket.alarmNanos - nowNanos, 0), (SLOTS - 2) * SLOT_NANOS);
        // The end of its slot: never early.
        long end = Math.floorDiv(nowNanos + wait, SLOT_NANOS) + 1;
        int slot = Math.floorMod(end, SLOTS);
        DeviceSocket first = slots[slot];
        socket.alarmSlot = slot;
        socket.nextAlarm = first;
        if (first != null) {
            first.previousAlarm = socket;
        }
        slots[slot] = socket;
        if (!timed[slot]) {
            timed[slot] = true;
            loop.schedule(() -> ring(slot), end * SLOT_NANOS - nowNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Takes out a socket if it is in. */
    void remove(DeviceSocket socket) {
        if (socket.alarmSlot == DeviceSocket.NO_ALARM) {
            return;
        }
        DeviceSocket next = socket.nextAlarm;
        DeviceSocket previous = socket.previousAlarm;
        if (next != null) {
            next.previousAlarm = previous;
        }
        if (previous != null) {
            previous.nextAlarm = next;
        } else {
            slots[socket.alarmSlot] = next;
        }
        socket.nextAlarm = null;
        socket.previousAlarm = null;
        socket.alarmSlot = DeviceSocket.NO_ALARM;
    }

    private void ring(int slot) {
        timed[slot] = false;
        DeviceSocket due = slots[slot];
        slots[slot] = null;
        slots[RINGING] = due;
        while (due != null) {
            due.alarmSlot = RINGING;
            due = due.nextAlarm;
        }
        long now = System.nanoTime();
        // Whoever is woken may set an alarm again, or close any socket: the list is looked at anew each time.
        due = slots[RINGING];
        while (due != null) {
            remove(due);
            try {
                due.ring(now);
            } catch (RuntimeException | Error defect) {
                // The others have theirs to come.
                due.failed(DefectSite.ALARM, defect);
            }
            due = slots[RINGING];
        }
    }
}
