package org.oisp.gateway.telemetry.health;

import java.util.Locale;

/** A server that the gateway works with. */
public enum Neighbour {
    /** The PostgreSQL with the dashboard's schema. */
    DATABASE("The database"),
    /** What connects the instances. */
    REDIS("Redis"),
    /** Where the heartbeat goes. */
    KAFKA("Kafka"),
    /** The provider of the keys that tokens are checked with. */
    KEYS("The provider of token keys");

    private final String called;

    Neighbour(String called) {
        this.called = called;
    }

    /**
     * How it is called among programs.
     *
     * @return its name in lower case
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How a sentence goes on that says why it is of no use: a database may answer, and refuse to write. */
    String fails() {
        return this == DATABASE ? " fails: " : " does not answer: ";
    }

    /** How a sentence about it begins. */
    String called() {
        return called;
    }
}
