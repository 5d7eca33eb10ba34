package org.oisp.gateway.telemetry;

/** Where a defect of the gateway was caught, so that it costs one peer only. Each is the value of a meter's tag, in lower case. */
public enum DefectSite implements Tagged {
    /** A session made nothing good of a message: its connection is closed. */
    SESSION,
    /** What came off a socket could not be worked on: its connection is closed. */
    READ,
    /** A message could not be written to a socket: its connection is closed. */
    WRITE,
    /** A socket was to be pinged, or cut: its connection is closed. */
    ALARM,
    /** A socket was to be told that the gateway goes away, or to be closed. */
    CLOSE,
    /** A session could not be handed what was posted to its device: its connection is closed. */
    MAILBOX,
    /** A device has left, and something of it could not be taken back. */
    RELEASE,
    /** Whoever followed an actuation could not be told what became of it. */
    TRACE,
    /** Something came from Redis, or an instance told of its devices. */
    REDIS,
    /** A sample could not be taken, or not be shown to a viewer. */
    LIVE,
    /** Work that goes on for as long as the gateway runs has ended; it is begun again. */
    BACKGROUND
}
