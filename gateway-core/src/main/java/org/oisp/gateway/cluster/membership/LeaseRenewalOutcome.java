package org.oisp.gateway.cluster.membership;

import org.oisp.gateway.telemetry.Tagged;

/** What became of a beat of this instance. Each is the value of a meter's tag, in lower case. */
enum LeaseRenewalOutcome implements Tagged {
    /** The lease is in force for another while. */
    DONE,
    /** It had run out, or was not there yet, and is in force again. */
    RENEWED,
    /** Another instance has it, under the same name. */
    TAKEN,
    /** The database is away. */
    FAILED
}
