package org.oisp.gateway.telemetry;

/** What became of something that is tried again and again. Each is the value of a meter's tag, in lower case. */
public enum AttemptOutcome implements Tagged {
    /** It went well. */
    DONE,
    /** It did not; it is tried again. */
    FAILED
}
