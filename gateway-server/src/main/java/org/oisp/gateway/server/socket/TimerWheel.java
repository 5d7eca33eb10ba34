package org.oisp.gateway.server.socket;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.DefectSite;

/**
 * A timer wheel for the alarms of an event loop's sockets. Each socket has at most one alarm, usually some twenty seconds away, and there
 * are as many sockets as devices: in the wheel an alarm costs only a place in a list, and only a slot in use has a timer. Not thread-safe;
 * confined to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a slot's timer is never cancelled: at worst it finds the slot empty
final class TimerWheel {

    /** The maximum delay of an alarm. */
    static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A turn of the wheel takes some 51 seconds; an alarm further away is checked once a turn. */
    private static final int SLOTS = 512;

    /** The slot of the sockets whose alarms are being run. */
    private static final int RINGING = SLOTS;

    private final EventLoop loop;
    private final @Nullable DeviceSocket[] slots = new DeviceSocket[SLOTS + 1];
    private final boolean[] timed = new boolean[SLOTS];

    TimerWheel(EventLoop loop) {
        this.loop = loop;
    }

    /** Adds a socket that is not in the wheel. */
    void add(DeviceSocket socket, long nowNanos) {
        long wait = Math.min(Math.max(socket.alarmNanos - nowNanos, 0), (SLOTS - 2) * SLOT_NANOS);
        // The end of its slot, so that no alarm is early.
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

    /** Removes a socket if it is in the wheel. */
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
        // An alarm may set a new one or close any socket, so each step starts from the head of the list.
        due = slots[RINGING];
        while (due != null) {
            remove(due);
            try {
                due.ring(now);
            } catch (RuntimeException | Error defect) {
                // The other alarms must still run.
                due.failed(DefectSite.ALARM, defect);
            }
            due = slots[RINGING];
        }
    }
}
