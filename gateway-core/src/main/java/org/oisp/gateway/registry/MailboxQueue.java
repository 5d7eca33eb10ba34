package org.oisp.gateway.registry;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
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

    private @Nullable Queue<Outbound> rest;
    private int bytes;
    /** Actuations that were taken; without a sign. */
    private int accepted;

    private long lastReceivedNanos;
    /** Nothing is taken any more: it was abandoned, or what waits ends with a close. */
    private boolean shut;

    MailboxQueue(MailboxSettings bounds) {
        this.bounds = bounds;
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
        if (full && length > 0) {
            return false;
        }
        if (rest == null) {
            rest = new ArrayDeque<>();
        }
        bytes += length;
        shut = message instanceof Close;
        count(message);
        return rest.offer(message);
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
        first = rest == null ? null : rest.poll();
        if (rest != null && rest.isEmpty()) {
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
        first = null;
        rest = null;
        bytes = 0;
    }

    @Override
    public synchronized void clear() {
        first = null;
        rest = null;
        bytes = 0;
    }

    /** Nobody walks a mailbox. */
    @Override
    public Iterator<Outbound> iterator() {
        return Collections.emptyIterator();
    }

    private static int lengthOf(Outbound message) {
        return message instanceof Outbound.Delivery delivery ? delivery.length() : 0;
    }
}
