package org.oisp.gateway.registry;

/** Who reads a mailbox, as far as it can be seen whether it lives. Thread-safe. */
public interface PeerLiveness {

    /**
     * How long nothing came from it, not even a pong.
     *
     * @return a time in nanoseconds
     */
    long silentNanos();
}
