package org.oisp.gateway.registry;

import java.util.Collection;

/**
 * The waiting messages of several devices.
 *
 * @param messages number in all mailboxes together
 * @param deepest number in the fullest mailbox
 */
public record Backlog(long messages, int deepest) {

    /** Counts the waiting messages in one pass. Approximate: messages come and go meanwhile. */
    static Backlog of(Collection<Mailbox> mailboxes) {
        long messages = 0;
        int deepest = 0;
        for (Mailbox mailbox : mailboxes) {
            int depth = mailbox.roughDepth();
            messages += depth;
            deepest = Math.max(deepest, depth);
        }
        return new Backlog(messages, deepest);
    }
}
