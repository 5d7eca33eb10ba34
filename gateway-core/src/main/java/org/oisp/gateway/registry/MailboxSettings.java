package org.oisp.gateway.registry;

import java.time.Duration;

/**
 * The bounds of a mailbox.
 *
 * @param messages how many messages may wait
 * @param bytes how many bytes they may have together; a single message may always wait
 * @param patience how long a device whose mailbox is full may take nothing out of it, before its connection is dropped as one that does
 *     not read; zero for not at all
 */
public record MailboxSettings(int messages, int bytes, Duration patience) {

    /**
     * The bounds of a mailbox whose device is dropped as soon as that is full.
     *
     * @param messages see above
     * @param bytes see above
     */
    public MailboxSettings(int messages, int bytes) {
        this(messages, bytes, Duration.ZERO);
    }
}
