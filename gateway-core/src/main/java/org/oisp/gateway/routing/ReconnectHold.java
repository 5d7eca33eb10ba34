package org.oisp.gateway.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
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
import org.oisp.gateway.routing.ExpectedDevice.Held;

/**
 * Holds actuations for devices that left an instance a moment ago, until they are back or the time is over: docs/decisions/105. Keeps the
 * order of each sender's actuations. Each instance holds those that its own senders gave to it, so that none is sent twice. Thread-safe;
 * never blocks.
 */
public final class ReconnectHold implements ReconnectListener {

    /** How long a device that has left is expected back. */
    private static final long EXPECTED_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Maximum number of devices that are expected back; of more, those that left first are forgotten. */
    private static final int MOST_DEVICES = 65_536;

    /** What {@link #hold} did. */
    enum HoldResult {
        /** It is held, and goes on by its {@link HeldRoute}. */
        HELD,
        /** The device is connected here by now. */
        ARRIVED,
        /** The device has not left a moment ago, as far as is known here, or the actuation was held before. */
        NOT_EXPECTED,
        /** The device is not connected anywhere, and there is no room. */
        FULL
    }

    private final HoldSettings settings;
    private final MailboxSettings mailboxes;
    private final MemoryBudget memory;
    private final ForwardingBudget budget;
    private final Deadlines deadlines;
    private final HoldEvents events;
    private final LongSupplier nanos;
    private final ConcurrentMap<DeviceAddress, ExpectedDevice> byAddress = new ConcurrentHashMap<>();
    /** Those that left first come first. */
    private final Map<DeviceUid, ExpectedDevice> byUid = new LinkedHashMap<>();

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
        this.mailboxes = mailboxes;
        this.memory = memory;
        this.deadlines = deadlines;
        this.events = events;
        this.nanos = nanos;
        this.budget = new ForwardingBudget(settings.messages(), settings.bytes(), memory);
        events.gauges(budget::messages, budget::bytes, byAddress::size);
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

    /** Returns whether no device is expected back. Cheap. */
    boolean isIdle() {
        return byAddress.isEmpty();
    }

    /** Returns the address of a device that is expected back; null for any other. */
    synchronized @Nullable DeviceAddress addressOf(DeviceUid device) {
        ExpectedDevice expected = byUid.get(device);
        return expected == null ? null : expected.address;
    }

    /**
     * Holds an actuation if its device left a moment ago and is not connected here.
     *
     * @param devices the devices connected here
     * @param address the device
     * @param actuation the actuation
     * @param route what becomes of it later
     */
    HoldResult hold(DeviceRegistry devices, DeviceAddress address, ForwardedActuation actuation, HeldRoute route) {
        ExpectedDevice device = actuation.wasHeld() ? null : byAddress.get(address);
        if (device == null) {
            return HoldResult.NOT_EXPECTED;
        }
        HoldResult[] holdResult = {HoldResult.ARRIVED};
        devices.whileAbsent(device.uid, () -> holdResult[0] = add(device, actuation, route));
        if (holdResult[0] == HoldResult.FULL) {
            events.full(address);
        }
        return holdResult[0];
    }

    private synchronized HoldResult add(ExpectedDevice device, ForwardedActuation actuation, HeldRoute route) {
        long now = nanos.getAsLong();
        if (closed || device.forgotten || (device.messages() == 0 && now - device.leftNanos > EXPECTED_NANOS)) {
            return HoldResult.NOT_EXPECTED;
        }
        int length = actuation.length();
        if (device.messages() >= mailboxes.messages() / 2
                || device.bytes() + length > mailboxes.bytes() / 2
                || !budget.take(length)) {
            return HoldResult.FULL;
        }
        device.add(new Held(actuation, route, now + settings.time().toNanos()));
        setTimer(device);
        return HoldResult.HELD;
    }

    private void setTimer(ExpectedDevice device) {
        Held next = device.peek();
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
        if (settings.time().isZero()) {
            return;
        }
        long now = nanos.getAsLong();
        synchronized (this) {
            if (closed) {
                return;
            }
            ExpectedDevice expected = byUid.remove(device.uid());
            if (expected == null) {
                expected = new ExpectedDevice(device.uid(), DeviceAddress.of(device));
                byAddress.put(expected.address, expected);
            }
            expected.back = false;
            expected.leftNanos = now;
            byUid.put(device.uid(), expected);
            forgetOld(now);
        }
    }

    /** Forgets the devices that are expected no more; what waits for one ends with its timer. */
    private void forgetOld(long now) {
        Iterator<ExpectedDevice> eldest = byUid.values().iterator();
        while (eldest.hasNext()) {
            ExpectedDevice device = eldest.next();
            boolean over = byUid.size() > MOST_DEVICES || now - device.leftNanos > EXPECTED_NANOS;
            if (!over || device.messages() > 0 || device.draining) {
                return;
            }
            eldest.remove();
            device.forgotten = true;
            byAddress.remove(device.address, device);
        }
    }

    private void forget(ExpectedDevice device) {
        device.forgotten = true;
        byUid.remove(device.uid, device);
        byAddress.remove(device.address, device);
    }

    @Override
    public void admitting(Mailbox mailbox) {
        if (byAddress.isEmpty()) {
            return;
        }
        while (true) {
            Held next;
            synchronized (this) {
                ExpectedDevice device = byUid.get(mailbox.device().uid());
                if (device == null) {
                    return;
                }
                if (device.peek() == null) {
                    forget(device);
                    return;
                }
                next = take(device);
            }
            events.ended(HoldOutcome.BACK_HERE);
            try {
                next.route().deliver(next.actuation(), mailbox);
            } catch (RuntimeException | Error defect) {
                // The device must be let in all the same.
                events.failed(defect);
            }
        }
    }

    @Override
    public void arrivedElsewhere(DeviceUid uid) {
        if (byAddress.isEmpty()) {
            return;
        }
        ExpectedDevice device;
        synchronized (this) {
            device = byUid.get(uid);
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
            all = new ArrayList<>(byUid.values());
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
            Held next;
            boolean back;
            synchronized (this) {
                next = device.peek();
                back = device.back;
                if (next == null || !(back || next.endsNanos() - nanos.getAsLong() <= 0)) {
                    device.draining = false;
                    if (back) {
                        forget(device);
                    }
                    setTimer(device);
                    return;
                }
                next = take(device);
            }
            events.ended(back ? HoldOutcome.BACK_ELSEWHERE : HoldOutcome.NOT_BACK);
            try {
                next.route().proceed(next.actuation().again(), device.address);
            } catch (RuntimeException | Error defect) {
                // Those behind it must still be sent.
                events.failed(defect);
            }
        }
    }

    private Held take(ExpectedDevice device) {
        Held held = device.remove();
        budget.giveBack(held.actuation().length());
        return held;
    }
}
