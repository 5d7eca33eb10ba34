package org.oisp.gateway.routing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.receipt.Deadlines;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.registry.ReconnectListener;
import org.oisp.gateway.routing.ExpectedDevice.HeldActuation;

/**
 * Holds actuations for devices that left an instance a moment ago, until they are back or the time is over: docs/decisions/106. Keeps the
 * order of each sender's actuations. Each instance holds those that its own senders gave to it, so that none is sent twice. Thread-safe;
 * never blocks.
 */
public final class ReconnectHold implements ReconnectListener {

    private final HoldSettings settings;
    private final MailboxSettings mailboxes;
    private final MemoryBudget memory;
    private final ForwardingBudget budget;
    private final Deadlines deadlines;
    private final HoldEvents events;
    private final LongSupplier nanos;
    private final ExpectedDevices expected;
    private volatile Consumer<Mailbox> others = mailbox -> {};
    private boolean closed;

    /**
     * Creates an empty hold.
     *
     * @param settings the limits
     * @param mailboxes the limits of a device's mailbox; at most half of it is held for one device
     * @param memory the memory budget that held actuations are charged to
     * @param deadlines ends the holding
     * @param events told what becomes of held actuations
     * @param nanos a monotonic clock, in nanoseconds
     */
    public ReconnectHold(
            HoldSettings settings,
            MailboxSettings mailboxes,
            MemoryBudget memory,
            Deadlines deadlines,
            HoldEvents events,
            LongSupplier nanos) {
        this.settings = settings;
        this.expected = new ExpectedDevices(settings.devices());
        this.mailboxes = mailboxes;
        this.memory = memory;
        this.deadlines = deadlines;
        this.events = events;
        this.nanos = nanos;
        this.budget = new ForwardingBudget(settings.messages(), settings.bytes(), memory);
        events.gauges(budget::messages, budget::bytes, this::expectedDevices);
    }

    MemoryBudget memory() {
        return memory;
    }

    /** Returns how long an actuation is held at most. */
    public Duration time() {
        return settings.time();
    }

    /** Returns the number of held actuations. */
    public int messages() {
        return budget.messages();
    }

    private synchronized int expectedDevices() {
        expected.forgetOld(nanos.getAsLong());
        return expected.size();
    }

    /** Returns whether no device is expected back. Cheap; may still say so of some that are forgotten at the next chance. */
    boolean isIdle() {
        return expected.isEmpty();
    }

    /** Returns the address of a device that is expected back; null for any other. */
    synchronized @Nullable DeviceAddress addressOf(DeviceUid device) {
        ExpectedDevice found = expected.find(device);
        return found == null ? null : found.address;
    }

    /**
     * Holds an actuation if its device left a moment ago. If the device has come back here by now, posts it.
     *
     * @param devices the devices connected here
     * @param address the device
     * @param actuation the actuation
     * @param route what becomes of it
     * @return {@link ActuationOutcome#FORWARDED} if it is held, and its outcome is counted later; {@link ActuationOutcome#NOT_CONNECTED} if
     *     there is no room, which is neither counted nor reported; another outcome if it was posted; null if the device is not expected
     */
    @Nullable
    ActuationOutcome hold(
            DeviceRegistry devices, DeviceAddress address, ForwardedActuation actuation, HeldRoute route) {
        ExpectedDevice device = actuation.wasHeld() ? null : expected.find(address);
        if (device == null) {
            return null;
        }
        ActuationOutcome[] outcome = {null};
        while (!devices.whileAbsent(device.uid, () -> outcome[0] = add(device, actuation, route, false))) {
            Mailbox mailbox = devices.find(device.uid);
            if (mailbox != null) {
                ActuationOutcome posted = route.post(actuation, mailbox);
                if (posted != ActuationOutcome.NOT_CONNECTED) {
                    return posted;
                }
            }
        }
        return outcome[0];
    }

    /**
     * Holds an actuation that was published before the device was known to have left, and that no instance has received.
     *
     * @return whether it is held; false if it could be behind later ones, or if {@link #hold} would not hold it
     */
    boolean holdLate(DeviceRegistry devices, DeviceAddress address, ForwardedActuation actuation, HeldRoute route) {
        ExpectedDevice device = actuation.wasHeld() ? null : expected.find(address);
        ActuationOutcome[] outcome = {null};
        return device != null
                && devices.whileAbsent(device.uid, () -> outcome[0] = add(device, actuation, route, true))
                && outcome[0] == ActuationOutcome.FORWARDED;
    }

    private synchronized @Nullable ActuationOutcome add(
            ExpectedDevice device, ForwardedActuation actuation, HeldRoute route, boolean late) {
        long now = nanos.getAsLong();
        if (closed
                || device.forgotten
                || (late && device.draining)
                // A device that never comes back is not expected for as long as it is sent to.
                || (!device.draining && ExpectedDevices.isOver(device, now))) {
            return null;
        }
        int length = actuation.length();
        if (device.messages() >= mailboxes.messages() / 2
                || device.bytes() + length > mailboxes.bytes() / 2
                || !budget.take(length)) {
            events.full(device.address);
            return ActuationOutcome.NOT_CONNECTED;
        }
        device.add(new HeldActuation(actuation, route, now + settings.time().toNanos()));
        setTimer(device);
        return ActuationOutcome.FORWARDED;
    }

    private void setTimer(ExpectedDevice device) {
        HeldActuation next = device.peek();
        if (next == null || device.timed || device.draining) {
            return;
        }
        device.timed = true;
        long left = TimeUnit.NANOSECONDS.toMillis(next.endsNanos() - nanos.getAsLong());
        Runnable unused = deadlines.schedule(
                () -> {
                    synchronized (this) {
                        device.timed = false;
                    }
                    drain(device);
                },
                Math.max(1, left + 1));
    }

    @Override
    public void left(DeviceIdentity device) {
        long now = nanos.getAsLong();
        synchronized (this) {
            if (!closed && !settings.time().isZero()) {
                expected.add(device, now);
            }
        }
    }

    /** Has a task called with each mailbox that is admitted, behind what is held for its device. */
    void whenAdmitting(Consumer<Mailbox> task) {
        others = task;
    }

    @Override
    public void admitting(Mailbox mailbox) {
        if (!expected.isEmpty()) {
            release(mailbox);
        }
        others.accept(mailbox);
    }

    private void release(Mailbox mailbox) {
        while (true) {
            HeldActuation next;
            synchronized (this) {
                ExpectedDevice device = expected.find(mailbox.device().uid());
                if (device == null) {
                    return;
                }
                if (device.peek() == null) {
                    expected.forget(device);
                    return;
                }
                next = device.remove();
            }
            events.ended(HoldOutcome.BACK_HERE);
            try {
                if (next.route().post(next.actuation(), mailbox) == ActuationOutcome.NOT_CONNECTED) {
                    ActuationOutcome unused = next.route().notConnected(next.actuation());
                }
            } catch (RuntimeException | Error defect) {
                // The device must be let in all the same.
                events.failed(defect);
            } finally {
                budget.release(next.actuation().length());
            }
        }
    }

    @Override
    public void arrivedElsewhere(DeviceUid uid) {
        if (expected.isEmpty()) {
            return;
        }
        ExpectedDevice device;
        synchronized (this) {
            device = expected.find(uid);
            if (device == null) {
                return;
            }
            device.back = true;
        }
        drain(device);
    }

    @Override
    public void mayBeAnywhere() {
        List<ExpectedDevice> all;
        synchronized (this) {
            all = expected.all();
            all.forEach(device -> device.back = true);
        }
        all.forEach(this::drain);
    }

    /** Ends the holding of everything, for good: what is held goes on at once. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        mayBeAnywhere();
    }

    /** Sends what is to be sent, one by one, outside the lock; what comes meanwhile waits behind. */
    private void drain(ExpectedDevice device) {
        synchronized (this) {
            if (device.draining) {
                return;
            }
            device.draining = true;
        }
        while (true) {
            HeldActuation next;
            boolean back;
            synchronized (this) {
                next = device.peek();
                back = device.back;
                if (next == null || !(back || next.endsNanos() - nanos.getAsLong() <= 0)) {
                    device.draining = false;
                    if (back) {
                        expected.forget(device);
                    }
                    setTimer(device);
                    return;
                }
                next = device.remove();
            }
            events.ended(back ? HoldOutcome.BACK_ELSEWHERE : HoldOutcome.NOT_BACK);
            try {
                next.route().proceed(next.actuation().again(), device.address);
            } catch (RuntimeException | Error defect) {
                // Those behind it must still be sent.
                events.failed(defect);
            } finally {
                // Not before: what is neither held nor under way would be missed by an instance that stops.
                budget.release(next.actuation().length());
            }
        }
    }
}
