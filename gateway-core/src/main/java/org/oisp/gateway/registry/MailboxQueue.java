package org.oisp.gateway.registry;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
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
        return rest.offer(message);
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
        tell(first);
        if (rest != null) {
            rest.forEach(MailboxQueue::tell);
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

    private static void tell(@Nullable Outbound lost) {
        if (lost instanceof Outbound.Traced traced) {
            traced.writing().notWritten();
        }
    }

    private static int lengthOf(Outbound message) {
        if (message instanceof Outbound.Delivery delivery) {
            return delivery.length();
        }
        return message instanceof Outbound.Traced traced ? traced.delivery().length() : 0;
    }
}
