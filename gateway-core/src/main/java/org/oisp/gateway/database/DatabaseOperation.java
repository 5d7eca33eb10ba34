package org.oisp.gateway.database;

import org.oisp.gateway.telemetry.Tagged;

/** A kind of database operation. Each is a value of a metric tag, in lower case. */
public enum DatabaseOperation implements Tagged {
    /** Looks a batch of devices up and writes their binding rows. */
    BIND,
    /** Looks a batch of devices up at a replica. */
    LOOK_UP,
    /** Looks up the target devices of a batch of actuations. */
    RESOLVE,
    /** Clears the binding rows of a batch of disconnected devices. */
    RELEASE,
    /** Asks whether rows can hold the address of this instance. */
    FIT,
    /** Clears the rows that an earlier run of this instance left. */
    SWEEP,
    /** Renews this instance's lease, and checks the leases of the others. */
    BEAT,
    /** Clears some of the rows of an instance that is dead or stopping. */
    CLEAR,
    /** Asserts rows again that other instances may have cleared while this one was stalled. */
    ASSERT,
    /** Looks up devices or instances for requests about who is connected. */
    LIST,
    /** Keeps a batch of actuations that have a ttl. */
    KEEP,
    /** Reads what is kept for a batch of devices, and deletes what was delivered, taken back or is expired. */
    TAKE,
    /** Looks up the holder of a lock that blocks the gateway. */
    LOCKS,
    /** Tries what a registration does, and rolls it back. */
    PROBE
}
