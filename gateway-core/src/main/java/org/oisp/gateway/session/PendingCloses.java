package org.oisp.gateway.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The close frames that a stopping session still expects: one from each of its mailboxes, and its own. The last of them is the one to
 * send. Thread-safe.
 */
final class PendingCloses {

    private final AtomicInteger outstanding;

    PendingCloses(int expected) {
        outstanding = new AtomicInteger(expected);
    }

    /** Expects one less: a mailbox had already ended for another reason. */
    void decrement() {
        outstanding.decrementAndGet();
    }

    /** Counts one close frame; returns whether it was the last. */
    boolean isLast() {
        return outstanding.decrementAndGet() <= 0;
    }
}
