package org.oisp.gateway.registry;

import java.util.AbstractQueue;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;

/**
 * What waits in a mailbox: bounded by number and by bytes, and next to nothing while it is empty, which it mostly is. Thread-safe.
 */
final class MailboxQueue extends AbstractQueue<Outbound> {

    /** What waits beyond this is charged, and in such steps: what is written at once, as nearly everything is, costs nothing. */
    private static final int GRAIN = 1024;

    /** What a message that waits takes beside its body's array: itself, the slice, the receipt and its place. */
    private static final int OVERHEAD = 128;

    private final MailboxSettings bounds;
    private final HeldMemory memory;
    /** Most messages meet an empty queue, and need no more than this. */
    private @Nullable Outbound first;

    private @Nullable FairSenderQueue rest;
    /** Whose it is, for log lines. */
    private final Object device;

    private int bytes;
    /** What it takes in memory, and what of that the connection was charged for. */
    private int held;

    private int charged;
    /** Whether the connection may hold no more. */
    private boolean evicted;
    /** Actuations that were taken; without a sign. */
    private int accepted;

    private long lastReceivedNanos;
    /** Nothing is taken any more: it was abandoned, or what waits ends with a close. */
    private boolean shut;

    MailboxQueue(MailboxSettings bounds, Object device, HeldMemory memory) {
        this.bounds = bounds;
        this.device = device;
        this.memory = memory;
    }

    Object device() {
        return device;
    }

    long patienceNanos() {
        return bounds.patience().toNanos();
    }

    @Override
    public synchronized boolean offer(Outbound message) {
        if (shut) {
            return false;
        }
        int length = lengthOf(message);
        if (first == null) {
            if (!hold(message)) {
                return false;
            }
            first = message;
            bytes = length;
            shut = message instanceof CloseFrame;
            count(message);
            return true;
        }
        // The end is always told: it is what makes room.
        boolean full = size() >= bounds.messages() || bytes + length > bounds.bytes();
        if (rest == null) {
            rest = new FairSenderQueue(this);
        }
        if (message instanceof CloseFrame closeFrame) {
            rest.end(closeFrame);
            shut = true;
            return true;
        }
        if ((full && length > 0) || !hold(message)) {
            return false;
        }
        if (!rest.offer(message, length, bounds.messages() - size(), bounds.bytes() - bytes)) {
            letGo(message);
            return false;
        }
        bytes += length;
        count(message);
        return true;
    }

    /** Whether what it does not take has a sender with too much waiting. Otherwise the device does not read, or may hold no more. */
    synchronized boolean isOverShare() {
        return !evicted && rest != null && !rest.isStalled();
    }

    private void count(Outbound message) {
        if (message instanceof Outbound.Delivery delivery) {
            accepted++;
            lastReceivedNanos = delivery.receivedNanos();
        }
    }

    /** The clock is asked here, and not at each delivery. */
    synchronized DeliveryCounts deliveries(long written, long lastMicros) {
        long lastMillis = accepted == 0
                ? 0
                : System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastReceivedNanos);
        return new DeliveryCounts(Integer.toUnsignedLong(accepted), written, lastMillis, lastMicros);
    }

    @Override
    public synchronized @Nullable Outbound poll() {
        Outbound message = first;
        if (message == null) {
            return null;
        }
        bytes -= lengthOf(message);
        letGo(message);
        FairSenderQueue behind = rest;
        if (behind == null) {
            first = null;
            return message;
        }
        first = behind.poll(bounds.messages() - behind.size(), bounds.bytes() - bytes);
        if (behind.size() == 0) {
            rest = null;
        }
        return message;
    }

    @Override
    public synchronized @Nullable Outbound peek() {
        return first;
    }

    @Override
    public synchronized int size() {
        return (first == null ? 0 : 1) + (rest == null ? 0 : rest.size());
    }

    /** As {@link #size}, without the lock where nothing waits, as in nearly all of many; what comes just now may be left out. */
    int roughSize() {
        return first == null ? 0 : size();
    }

    synchronized int bytes() {
        return bytes;
    }

    @Override
    public synchronized boolean isEmpty() {
        return first == null;
    }

    /** Throws away what waits, and takes nothing more. */
    synchronized void abandon() {
        shut = true;
        clear();
    }

    @Override
    public synchronized void clear() {
        if (rest != null) {
            rest.clear();
        }
        first = null;
        rest = null;
        bytes = 0;
        held = 0;
        memory.release(charged);
        charged = 0;
    }

    /** Why the device is dropped that it has no room for. */
    synchronized DropReason full() {
        return evicted ? DropReason.MEMORY : DropReason.SLOW_DEVICE;
    }

    /** False if the connection may hold no more. */
    private boolean hold(Outbound message) {
        int more = heldBy(message);
        if (held + more > charged + GRAIN) {
            int missing = held + more + GRAIN - charged;
            if (!memory.charge(missing)) {
                evicted = true;
                return more == 0;
            }
            charged += missing;
        }
        held += more;
        return true;
    }

    private void letGo(Outbound message) {
        held -= heldBy(message);
        if (charged > held + GRAIN || (held == 0 && charged > 0)) {
            memory.release(charged - held);
            charged = held;
        }
    }

    private static int heldBy(Outbound message) {
        return message instanceof Outbound.Delivery delivery ? delivery.body().array().length + OVERHEAD : 0;
    }

    /** Nobody walks a mailbox. */
    @Override
    public Iterator<Outbound> iterator() {
        return Collections.emptyIterator();
    }

    static int lengthOf(Outbound message) {
        return message instanceof Outbound.Delivery delivery ? delivery.length() : 0;
    }
}
