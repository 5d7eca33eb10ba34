package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** What became of a question of another instance. Each is the value of a meter's tag, in lower case. */
enum QuestionOutcome implements Tagged {
    /** It has its answer. */
    ANSWERED,
    /** It has none: Redis is away, or nobody understood it. */
    FAILED,
    /** There was no room for it. */
    DROPPED
}
