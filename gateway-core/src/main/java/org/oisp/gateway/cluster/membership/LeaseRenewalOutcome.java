package org.oisp.gateway.cluster.membership;

import org.oisp.gateway.telemetry.Tagged;

/** The outcome of a beat of this instance. Each constant, in lower case, is a value of a meter's tag. */
enum LeaseRenewalOutcome implements Tagged {
    /** The lease was in force and is renewed. */
    DONE,
    /** The lease had expired, or did not exist yet, and is in force again. */
    RENEWED,
    /** Another instance with the same name holds the lease. */
    TAKEN,
    /** The beat failed, usually because the database is unavailable. */
    FAILED
}
