package org.oisp.gateway.registry;

import org.oisp.gateway.memory.HeldMemory;

/** Who reads a mailbox: the session that it was made for. Thread-safe. */
public interface MailboxReader {

    /**
     * It could not be handed what was posted to it, because of a defect: its connection is to be closed. Whoever posted has no part in
     * it. Called by the thread of somebody who posts; must not fail.
     *
     * @param mailbox what it reads; nothing more comes from it
     * @param defect what went wrong
     */
    void failed(Mailbox mailbox, Throwable defect);

    /**
     * What its connection makes the process hold, which is charged for what waits.
     *
     * @return its account
     */
    default HeldMemory memory() {
        return HeldMemory.uncounted();
    }
}
