package org.oisp.gateway.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.oisp.gateway.session.HeldDevices.Held;

/**
 * The close frames that a stopping session still expects: one from each of its mailboxes, and its own. The last of them is the one to
 * send. Thread-safe.
 */
final class PendingCloses {

    private final AtomicInteger outstanding;

    PendingCloses(int expected) {
        outstanding = new AtomicInteger(expected);
    }

    /** Has each device retire, and expects one less for each that does not: its mailbox had already ended for another reason. */
    void expectLess(List<Held> devices, Predicate<Held> retires) {
        for (Held device : devices) {
            if (!retires.test(device)) {
                outstanding.decrementAndGet();
            }
        }
    }

    /** Counts one close frame; returns whether it was the last. */
    boolean isLast() {
        return outstanding.decrementAndGet() <= 0;
    }
}
