package org.oisp.gateway.session;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The closes that a session which is told to stop has still to see: one behind each of its mailboxes, and its own. Behind the last of
 * them nothing waits any more. Thread-safe.
 */
final class PendingCloses {

    private final AtomicInteger outstanding;

    PendingCloses(int expected) {
        outstanding = new AtomicInteger(expected);
    }

    /** A mailbox had ended for another reason: none comes from it. */
    void oneLess() {
        outstanding.decrementAndGet();
    }

    /** One has come. */
    boolean isLast() {
        return outstanding.decrementAndGet() <= 0;
    }
}
