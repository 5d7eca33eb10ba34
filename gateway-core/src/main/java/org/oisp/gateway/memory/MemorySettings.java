package org.oisp.gateway.memory;

import java.time.Duration;

/**
 * Limits on the memory that peers make the process hold.
 *
 * @param bytes limit of all peers together
 * @param unregisteredBytes limit of all strangers together; part of {@code bytes}
 * @param messageTimeout maximum time from a message's first byte to its last
 */
public record MemorySettings(long bytes, long unregisteredBytes, Duration messageTimeout) {

    /** For tests, and for commands that serve no connections. */
    public static final MemorySettings UNBOUNDED =
            new MemorySettings(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(30));
}
