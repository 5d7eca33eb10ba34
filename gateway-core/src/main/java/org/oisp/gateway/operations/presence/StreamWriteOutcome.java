package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** The outcome of writing a connect or disconnect event to the Redis stream. Each constant, in lower case, is a value of a meter's tag. */
enum StreamWriteOutcome implements Tagged {
    /** Written to the stream. */
    WRITTEN,
    /** Redis rejected it, or the result is unknown. */
    FAILED,
    /** Discarded for newer events. */
    DROPPED
}
