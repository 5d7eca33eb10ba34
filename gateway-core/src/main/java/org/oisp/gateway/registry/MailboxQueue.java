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
 * The queue of a mailbox, bounded by messages and by bytes. Takes almost no memory while it is empty, which is the usual case.
 * Thread-safe.
 */
final class MailboxQueue extends AbstractQueue<Outbound> {

    /**
     * Step in bytes for memory charges. The first step is free, so short messages that are written at once, as nearly all are, cost
     * nothing.
     */
    private static final int GRAIN = 1024;

    /** Bytes that a waiting message takes beside its body's array: the message, its slice, its observer and its queue entry. */
    private static final int OVERHEAD = 128;

    private final MailboxSettings bounds;
    private final HeldMemory memory;
    /** Most messages find the queue empty and need only this field. */
    private @Nullable Outbound first;

    private @Nullable FairSenderQueue rest;
    /** For log lines. */
    private final Object device;

    private int bytes;
    /** The bytes of memory that the queue takes, and how many of them the connection was charged. */
    private int held;

    private int charged;
    /** Whether the connection has exceeded its memory limit. */
    private boolean evicted;
    /** The number of actuations accepted; unsigned. */
    private int accepted;

    /** The number of accepted actuations that were taken out again before the socket had them; unsigned. */
    private int withdrawn;

    private long lastReceivedNanos;
    /** Whether no more is accepted: the queue was abandoned, or ends with a close frame. */
    private boolean closed;

    MailboxQueue(MailboxSettings bounds, Object device, HeldMemory memory) {
        this.bounds = bounds;
        this.device = device;
        this.memory = memory;
    }

    Object device() {
        return device;
    }

    long stallTimeoutNanos() {
        return bounds.stallTimeout().toNanos();
    }

    @Override
    public synchronized boolean offer(Outbound message) {
        if (closed) {
            return false;
        }
        int length = lengthOf(message);
        if (first == null) {
            if (!hold(message)) {
                return false;
            }
            first = message;
            bytes = length;
            closed = message instanceof CloseFrame;
            count(message);
            return true;
        }
        // A close frame is accepted even when full: it makes room.
        boolean full = size() >= bounds.messages() || bytes + length > bounds.bytes();
        if (rest == null) {
            rest = new FairSenderQueue(this);
        }
        if (message instanceof CloseFrame closeFrame) {
            rest.end(closeFrame);
            closed = true;
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

    /** Returns whether a refused message failed because of its sender's share. Otherwise the device does not read, or is out of memory. */
    synchronized boolean isOverShare() {
        return !evicted && rest != null && !rest.isStalled();
    }

    private void count(Outbound message) {
        if (message instanceof Outbound.Delivery delivery) {
            accepted++;
            lastReceivedNanos = delivery.receivedNanos();
        }
    }

    /** Takes a message out again, if it still waits here, and counts it as withdrawn in any case: it is not written. */
    synchronized void withdraw(Outbound.Delivery delivery) {
        withdrawn++;
        FairSenderQueue behind = rest;
        if (first == delivery) {
            Outbound unused = removeFirst(delivery, false);
        } else if (behind != null && behind.remove(delivery)) {
            bytes -= lengthOf(delivery);
            letGo(delivery);
            if (behind.size() == 0) {
                rest = null;
            }
        }
    }

    /** Returns the number of accepted actuations that are neither written, as the argument says, nor withdrawn. */
    synchronized int unwritten(int written) {
        return accepted - written - withdrawn;
    }

    /** Reads the clock here rather than on each delivery. */
    synchronized DeliveryCounts deliveries(long written, long lastMicros) {
        long lastMillis = accepted == 0
                ? 0
                : System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastReceivedNanos);
        return new DeliveryCounts(Integer.toUnsignedLong(accepted), written, lastMillis, lastMicros);
    }

    @Override
    public synchronized @Nullable Outbound poll() {
        Outbound message = first;
        return message == null ? null : removeFirst(message, true);
    }

    private Outbound removeFirst(Outbound message, boolean taken) {
        bytes -= lengthOf(message);
        letGo(message);
        FairSenderQueue behind = rest;
        if (behind == null) {
            first = null;
            return message;
        }
        if (taken) {
            behind.taken();
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

    /** Like {@link #size}, but takes no lock if the queue is empty, as most are; may miss a message that is just being added. */
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

    /** Discards the waiting messages and accepts no more. */
    synchronized void abandon() {
        closed = true;
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

    /** Returns why the device is dropped when its queue refuses a message. */
    synchronized DropReason full() {
        return evicted ? DropReason.MEMORY : DropReason.SLOW_DEVICE;
    }

    /** Charges a message to the connection; returns false if it exceeds the memory limit. */
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

    /** Returns an empty iterator: the queue is never iterated. */
    @Override
    public Iterator<Outbound> iterator() {
        return Collections.emptyIterator();
    }

    static int lengthOf(Outbound message) {
        return message instanceof Outbound.Delivery delivery ? delivery.length() : 0;
    }
}
