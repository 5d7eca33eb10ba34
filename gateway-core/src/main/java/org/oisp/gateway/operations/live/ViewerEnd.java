package org.oisp.gateway.operations.live;

import org.oisp.gateway.telemetry.Tagged;

/** Why a viewer ended or was refused. */
public enum ViewerEnd implements Tagged {
    /** The viewer closed its connection. */
    LEFT,
    /** The viewer did not read. */
    CUT,
    /** The gateway stops. */
    STOPPED,
    /** There were too many viewers, in all or from its address. */
    REFUSED,
    /** A newer viewer that presented the password took its seat. */
    DISPLACED
}
