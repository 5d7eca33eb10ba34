package org.oisp.gateway.registry;

import org.oisp.gateway.memory.HeldMemory;

/**
 * The reader of a mailbox: the session that the mailbox was created for. Implementations must be thread-safe. A mailbox reports its failure
 * to its reader: that is why the two know each other.
 */
public interface MailboxReader {

    /**
     * Closes the connection, because a defect prevented the reader from receiving a message. The poster is not at fault. Called on a
     * posting thread; must not throw.
     *
     * @param mailbox the mailbox; it emits nothing more
     * @param defect the failure
     */
    void failed(Mailbox mailbox, Throwable defect);

    /** Returns the account that waiting messages are charged to. The default is unlimited and does not count. */
    default HeldMemory memory() {
        return HeldMemory.uncounted();
    }
}
