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

    /** The slot of the alarms that are being run. */
    private static final int FIRING = SLOTS;

    private final EventLoop loop;
    private final @Nullable Alarm[] slots = new Alarm[SLOTS + 1];
    private final boolean[] timed = new boolean[SLOTS];

    TimerWheel(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Sets an alarm that is not set: its task runs once, when it is due or at most {@link #SLOT_NANOS} later.
     *
     * @param atNanos when it is due, in the sense of {@link System#nanoTime()}; may have passed
     * @param nowNanos the current time
     */
    void set(Alarm alarm, Runnable task, long atNanos, long nowNanos) {
        alarm.task = task;
        alarm.dueNanos = atNanos;
        add(alarm, nowNanos);
    }

    /** Cancels an alarm if it is set. */
    void cancel(Alarm alarm) {
        remove(alarm);
        alarm.task = null;
    }

    private void add(Alarm alarm, long nowNanos) {
        long wait = Math.min(Math.max(alarm.dueNanos - nowNanos, 0), (SLOTS - 2) * SLOT_NANOS);
        // The end of its slot, so that no alarm is early.
        long end = Math.floorDiv(nowNanos + wait, SLOT_NANOS) + 1;
        int slot = Math.floorMod(end, SLOTS);
        Alarm first = slots[slot];
        alarm.slot = slot;
        alarm.next = first;
        if (first != null) {
            first.previous = alarm;
        }
        slots[slot] = alarm;
        if (!timed[slot]) {
            timed[slot] = true;
            loop.schedule(() -> fire(slot), end * SLOT_NANOS - nowNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void remove(Alarm alarm) {
        if (alarm.slot == Alarm.UNSET) {
            return;
        }
        Alarm next = alarm.next;
        Alarm previous = alarm.previous;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            slots[alarm.slot] = next;
        }
        alarm.next = null;
        alarm.previous = null;
        alarm.slot = Alarm.UNSET;
    }

    private void fire(int slot) {
        timed[slot] = false;
        Alarm due = slots[slot];
        slots[slot] = null;
        slots[FIRING] = due;
        while (due != null) {
            due.slot = FIRING;
            due = due.next;
        }
        long now = System.nanoTime();
        // An alarm may set a new one or close any socket, so each step starts from the head of the list.
        due = slots[FIRING];
        while (due != null) {
            remove(due);
            try {
                fire(due, now);
            } catch (RuntimeException | Error defect) {
                // The other alarms must still run.
                due.failed(DefectSite.ALARM, defect);
            }
            due = slots[FIRING];
        }
    }

    /** Runs an alarm's task, or adds the alarm again if it is due in a later turn of the wheel. */
    private void fire(Alarm alarm, long nowNanos) {
        Runnable task = alarm.task;
        if (task == null) {
            return;
        }
        if (alarm.dueNanos - nowNanos > 0) {
            add(alarm, nowNanos);
        } else {
            alarm.task = null;
            task.run();
        }
    }

    /**
     * What has an alarm: its place in a slot's list. A superclass and not an object of its own, since there is one for each device. Not
     * thread-safe; confined to the event loop.
     */
    abstract static class Alarm {

        static final int UNSET = -1;

        private @Nullable Alarm next;
        private @Nullable Alarm previous;
        private @Nullable Runnable task;
        private int slot = UNSET;
        private long dueNanos;

        /** Called with what an alarm's task threw; must not fail. */
        abstract void failed(DefectSite where, Throwable defect);

        /** Returns the number of the slot that holds the alarm, or {@link #UNSET}. */
        final int slot() {
            return slot;
        }
    }
}
