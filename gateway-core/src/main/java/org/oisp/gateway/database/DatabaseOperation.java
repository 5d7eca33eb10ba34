package org.oisp.gateway.database;

import org.oisp.gateway.telemetry.Tagged;

/** What the database is asked for. Each is the value of a meter's tag, in lower case. */
public enum DatabaseOperation implements Tagged {
    /** Looks a batch of devices up and writes their binding rows. */
    BIND,
    /** Looks a batch of devices up at a replica. */
    LOOK_UP,
    /** Looks up which devices a batch of actuations means. */
    RESOLVE,
    /** Clears the binding rows of a batch of devices that have left. */
    RELEASE,
    /** Asks whether rows can hold the address of this instance. */
    FIT,
    /** Clears the rows that an earlier run of this instance left. */
    SWEEP,
    /** Keeps this instance's lease, and looks at the others'. */
    BEAT,
    /** Clears a piece of the rows of a dead instance, or of one that stops. */
    CLEAR,
    /** Asserts rows again that others may have cleared while this instance was stalled. */
    ASSERT,
    /** Looks up devices, or instances, for whoever asks who is connected. */
    LIST,
    /** Asks who holds a lock that is in the way. */
    LOCKS,
    /** Tries what a registration does, and rolls it back. */
    PROBE
}
