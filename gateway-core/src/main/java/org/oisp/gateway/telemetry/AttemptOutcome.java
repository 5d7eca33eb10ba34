package org.oisp.gateway.telemetry;

/** The outcome of a repeated attempt. The name in lower case is the value of a meter tag. */
public enum AttemptOutcome implements Tagged {
    /** The attempt succeeded. */
    DONE,
    /** The attempt failed; it will be repeated. */
    FAILED
}
