package org.oisp.gateway.operations.presence;

import org.oisp.gateway.telemetry.Tagged;

/** The outcome of a question of another instance. Each constant, in lower case, is a value of a meter's tag. */
enum QuestionOutcome implements Tagged {
    /** Answered. */
    ANSWERED,
    /** Not answered: Redis is unavailable, or the message was unreadable or hit a defect. */
    FAILED,
    /** Dropped because the queue was full. */
    DROPPED
}
