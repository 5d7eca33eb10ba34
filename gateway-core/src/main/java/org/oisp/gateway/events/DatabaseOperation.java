package org.oisp.gateway.events;

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
    /** Clears the rows that an earlier run of this instance left. */
    SWEEP,
    /** Asks whether the database answers. */
    PROBE
}
