package org.oisp.gateway.telemetry.health;

import java.util.Locale;

/** The state of a neighbour. */
public enum NeighbourState {
    /** The neighbour works. */
    UP,
    /** The neighbour fails. */
    DOWN,
    /** The neighbour has not been used yet. */
    UNKNOWN,
    /** The neighbour is not configured and is never used. */
    OFF;

    /**
     * Returns the tag for meters and the API.
     *
     * @return the name in lower case
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
