package org.oisp.gateway.telemetry;

/** Where a defect of the gateway was caught so that it affects only one peer. The name in lower case is the value of a meter tag. */
public enum DefectSite implements Tagged {
    /** A session failed on a message: its connection is closed. */
    SESSION,
    /** Received bytes could not be processed: their connection is closed. */
    READ,
    /** A message could not be written to a socket: its connection is closed. */
    WRITE,
    /** A socket could not be pinged or cut: its connection is closed. */
    ALARM,
    /** A socket could not be notified of a shutdown, or not be closed. */
    CLOSE,
    /** A session could not receive a message from its device's mailbox: its connection is closed. */
    MAILBOX,
    /** The resources of a disconnected device could not be released completely. */
    RELEASE,
    /** The observer of an actuation could not be notified. */
    TRACE,
    /** A message from Redis, or an announcement to other instances, could not be processed. */
    REDIS,
    /** A sample could not be taken, or not be sent to a viewer. */
    LIVE,
    /** A background task ended; it is restarted. */
    BACKGROUND
}
