package org.oisp.gateway.registry;

/** Tells how long the reader of a mailbox has been silent. Implementations must be thread-safe. */
public interface PeerLiveness {

    /** Returns the nanoseconds since the last byte, pongs included, was received. */
    long silentNanos();
}
