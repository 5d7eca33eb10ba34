package org.oisp.gateway.events;

/** What became of a beat of this instance. Each is the value of a meter's tag, in lower case. */
enum BeatOutcome implements Tagged {
    /** The lease is in force for another while. */
    DONE,
    /** It had run out, or was not there yet, and is in force again. */
    RENEWED,
    /** Another instance has it, under the same name. */
    TAKEN,
    /** The database is away. */
    FAILED
}
