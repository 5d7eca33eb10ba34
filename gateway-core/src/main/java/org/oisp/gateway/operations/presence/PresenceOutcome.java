package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** The outcome of a presence request. Each constant, in lower case, is a value of a meter's tag. */
enum PresenceOutcome implements Tagged {
    /** All instances answered. */
    COMPLETE,
    /** Some instances did not answer. */
    INCOMPLETE,
    /** The database was needed and is unavailable. */
    FAILED,
    /** Too many requests were under way. */
    OVERLOADED
}
