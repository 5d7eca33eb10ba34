package org.oisp.gateway.memory;

import java.time.Duration;

/**
 * What peers may make the process hold.
 *
 * @param bytes all of them together
 * @param unregisteredBytes those together that have neither registered a device nor sent a good actuation; part of {@code bytes}
 * @param messageTimeout how long a message may take from its first byte to its last
 */
public record MemorySettings(long bytes, long unregisteredBytes, Duration messageTimeout) {

    /** For whoever counts nothing: tests, and commands that serve nobody. */
    public static final MemorySettings UNBOUNDED =
            new MemorySettings(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(30));
}
