package org.oisp.gateway.telemetry.health;

import java.util.Locale;

/** A server that the gateway depends on. */
public enum Neighbour {
    /** PostgreSQL with the dashboard's schema. */
    DATABASE("The database"),
    /** Redis, which connects the instances. */
    REDIS("Redis"),
    /** Kafka, which receives the heartbeat. */
    KAFKA("Kafka"),
    /** The provider of the keys that verify tokens. */
    KEYS("The token key provider");

    private final String called;

    Neighbour(String called) {
        this.called = called;
    }

    /**
     * Returns the tag for meters, events and the API.
     *
     * @return the name in lower case
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the verb of a failure message. A database may answer and still refuse writes. */
    String fails() {
        return this == DATABASE ? " fails: " : " does not answer: ";
    }

    /** Returns the subject of a message about it. */
    String called() {
        return called;
    }
}
