package org.oisp.gateway.events;

/** Why somebody watches no more, or does not. */
public enum ViewerEnd implements Tagged {
    /** The viewer has closed its connection. */
    LEFT,
    /** The viewer did not read. */
    CUT,
    /** The gateway stops. */
    STOPPED,
    /** There were too many. */
    REFUSED
}
