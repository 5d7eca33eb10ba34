package org.oisp.gateway.registry;

import java.util.AbstractQueue;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Close;
import org.oisp.gateway.protocol.Outbound;

/**
 * What waits in a mailbox: bounded by number and by bytes, and next to nothing while it is empty, which it mostly is. Thread-safe.
 */
final class MailboxQueue extends AbstractQueue<Outbound> {

    private final MailboxSettings bounds;
    /** Most messages meet an empty queue, and need no more than this. */
    private @Nullable Outbound first;

    private @Nullable SenderTurns rest;
    /** Whose it is, for log lines. */
    private final Object device;

    private int bytes;
    /** Actuations that were taken; without a sign. */
    private int accepted;

    private long lastReceivedNanos;
    /** Nothing is taken any more: it was abandoned, or what waits ends with a close. */
    private boolean shut;

    MailboxQueue(MailboxSettings bounds, Object device) {
        this.bounds = bounds;
        this.device = device;
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
            first = message;
            bytes = length;
            shut = message instanceof Close;
            count(message);
            return true;
        }
        // The end is always told: it is what makes room.
        boolean full = size() >= bounds.messages() || bytes + length > bounds.bytes();
        if (rest == null) {
            rest = new SenderTurns(this);
        }
        if (message instanceof Close close) {
            rest.end(close);
            shut = true;
            return true;
        }
        if (full && length > 0) {
            return false;
        }
        if (!rest.offer(message, length, bounds.messages() - size(), bounds.bytes() - bytes)) {
            return false;
        }
        bytes += length;
        count(message);
        return true;
    }

    /** Whether what it does not take means that the device does not read. */
    synchronized boolean isStalled() {
        return rest == null || rest.isStalled();
    }

    private void count(Outbound message) {
        if (message instanceof Outbound.Delivery delivery) {
            accepted++;
            lastReceivedNanos = delivery.receivedNanos();
        }
    }

    /** The clock is asked here, and not at each delivery. */
    synchronized Deliveries deliveries(long written, long lastMicros) {
        long lastMillis = accepted == 0
                ? 0
                : System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastReceivedNanos);
        return new Deliveries(Integer.toUnsignedLong(accepted), written, lastMillis, lastMicros);
    }

    @Override
    public synchronized @Nullable Outbound poll() {
        Outbound message = first;
        if (message == null) {
            return null;
        }
        bytes -= lengthOf(message);
        SenderTurns behind = rest;
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
