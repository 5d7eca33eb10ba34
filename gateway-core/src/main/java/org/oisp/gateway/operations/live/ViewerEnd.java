package org.oisp.gateway.operations.live;

import org.oisp.gateway.telemetry.Tagged;

/** Why somebody watches no more, or does not. */
public enum ViewerEnd implements Tagged {
    /** The viewer has closed its connection. */
    LEFT,
    /** The viewer did not read. */
    CUT,
    /** The gateway stops. */
    STOPPED,
    /** There were too many, in all or of its address. */
    REFUSED,
    /** Its seat is that of a newer viewer who has shown the password. */
    DISPLACED
}
