package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.telemetry.Tagged;

/** Whether the other instances know that a device connected here. Each constant, in lower case, is a value of a meter's tag. */
public enum AnnouncementOutcome implements Tagged {
    /** They know, so actuations that they forward to the device arrive here. */
    ANNOUNCED,
    /** They did not know in time. The device has its answer anyway; they are told as soon as possible. */
    LATE,
    /** Redis is unavailable; they are told when it is back. */
    AWAY
}
