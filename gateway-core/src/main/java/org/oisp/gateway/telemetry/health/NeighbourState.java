package org.oisp.gateway.telemetry.health;

import java.util.Locale;

/** How a server is. */
public enum NeighbourState {
    /** It does what it is asked for. */
    UP,
    /** It does not. */
    DOWN,
    /** It has not been asked for anything yet. */
    UNKNOWN,
    /** It is not configured: it will not be asked for anything. */
    OFF;

    /**
     * How it is called among programs.
     *
     * @return its name in lower case
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
