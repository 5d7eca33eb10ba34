package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** What became of a request for who is connected where. Each is the value of a meter's tag, in lower case. */
enum PresenceOutcome implements Tagged {
    /** All instances have answered. */
    COMPLETE,
    /** Some have not. */
    INCOMPLETE,
    /** The database had to be asked, and is away. */
    FAILED,
    /** Too many were under way. */
    OVERLOADED
}
