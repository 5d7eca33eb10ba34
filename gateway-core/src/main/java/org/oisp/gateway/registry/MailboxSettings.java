package org.oisp.gateway.registry;

import java.time.Duration;

/**
 * The limits of a mailbox.
 *
 * @param messages maximum number of waiting messages
 * @param bytes maximum total of their bytes; a single message may always wait
 * @param stallTimeout how long a device with a full mailbox may take nothing from it before its connection is dropped as one that does not
 *     read; zero drops it at once
 */
public record MailboxSettings(int messages, int bytes, Duration stallTimeout) {

    /**
     * Creates limits without stallTimeout: a device is dropped as soon as its mailbox is full.
     *
     * @param messages see above
     * @param bytes see above
     */
    public MailboxSettings(int messages, int bytes) {
        this(messages, bytes, Duration.ZERO);
    }
}
