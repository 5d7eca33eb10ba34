package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.telemetry.Tagged;

/** Whether the other instances know of a device that connected here. Each is the value of a meter's tag, in lower case. */
public enum AnnouncementOutcome implements Tagged {
    /** They know: what they send it comes here. */
    ANNOUNCED,
    /** They did not know in time, and the device has its answer all the same; they are told as soon as it goes. */
    LATE,
    /** Redis is away; they are told when it is back. */
    AWAY
}
