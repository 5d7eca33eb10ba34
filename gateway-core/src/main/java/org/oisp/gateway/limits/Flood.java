package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/** What one connection may do only so many times a minute; past it the connection is read more slowly, and closed if it goes on. */
public enum Flood implements Tagged {
    /** Control frames, ping messages, and messages of no known type: what is answered, or looked at, for nothing. */
    PINGS("pings or messages without a meaning"),
    /** Fragments of a few bytes. */
    SMALL_FRAGMENTS("fragments of a few bytes"),
    /** Actuations with a wrong user name or password. */
    WRONG_CREDENTIALS("actuations with wrong credentials");

    private final String plural;

    Flood(String plural) {
        this.plural = plural;
    }

    /**
     * What several of it are called.
     *
     * @return words for a log line
     */
    public String plural() {
        return plural;
    }
}
