package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/**
 * What a connection may do only a limited number of times per minute. Beyond it, the connection is read more slowly, and closed if it
 * continues.
 */
public enum Flood implements Tagged {
    /** Control frames, ping messages and messages of unknown type: input that costs work without effect. */
    PINGS("pings or meaningless messages"),
    /** Fragments of a few bytes. */
    SMALL_FRAGMENTS("fragments of a few bytes"),
    /** Actuations with a wrong user name or password. */
    WRONG_CREDENTIALS("actuations with wrong credentials");

    private final String plural;

    Flood(String plural) {
        this.plural = plural;
    }

    /** Returns the plural for a log line. */
    public String plural() {
        return plural;
    }
}
