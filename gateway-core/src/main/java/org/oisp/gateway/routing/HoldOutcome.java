package org.oisp.gateway.routing;

import org.oisp.gateway.telemetry.Tagged;

/** What became of an actuation whose device was about to reconnect. Each is a meter's tag value, in lower case. */
public enum HoldOutcome implements Tagged {
    /** The device has come back in time, to this instance. */
    BACK_HERE,
    /** The device has come back in time, to another instance. */
    BACK_ELSEWHERE,
    /** The device has not come back in time. */
    NOT_BACK,
    /** It was not held, because too many are. */
    FULL
}
