package org.oisp.gateway.queue;

import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.registry.Mailbox;

/** Puts kept actuations into mailboxes, and tells their senders what became of them. Implementations must be thread-safe and must not block. */
public interface QueuePoster {

    /**
     * Posts an actuation. If the mailbox does not take it, the delivery is ended with the reason, unless the mailbox has ended.
     *
     * @param queued the actuation
     * @param mailbox the mailbox of its device
     * @param delivery this delivery
     * @return whether the mailbox has it
     */
    boolean post(QueuedActuation queued, Mailbox mailbox, TrackedActuation delivery);

    /**
     * Tells the sender that waits for an actuation its outcome.
     *
     * @param replyTo the sender's address
     * @param receipt the outcome
     */
    void tell(String replyTo, Receipt receipt);
}
