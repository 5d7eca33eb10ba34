package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** What became of the news that a device has connected or disconnected. Each is the value of a meter's tag, in lower case. */
enum StreamWriteOutcome implements Tagged {
    /** It is in the stream. */
    WRITTEN,
    /** Redis did not take it, or nobody knows. */
    FAILED,
    /** It had to make room for newer news. */
    DROPPED
}
