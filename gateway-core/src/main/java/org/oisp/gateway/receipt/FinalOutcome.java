package org.oisp.gateway.receipt;

import org.oisp.gateway.telemetry.Tagged;

/** What became of an actuation, once and for all (PROTOCOL.md, "Receipts"). Each is a meter's tag value, in lower case. */
public enum FinalOutcome implements Tagged {
    /** The device's WebSocket stack has read the whole message. */
    DELIVERED,
    /** The device has reported that it did what the actuation says. */
    SUCCEEDED,
    /** The device has reported that it could not do what the actuation says, or never confirmed an actuation that was kept for it. */
    FAILED,
    /** It is kept in the database, and the device gets it when it connects. The device may have received it already, without confirming. */
    QUEUED,
    /**
     * The device did not get it, and will not get it later: no complete message was given to the kernel. Sending it again cannot do it
     * twice.
     */
    NOT_DELIVERED,
    /** It was given to the kernel, or to another instance, and what became of it cannot be known. */
    UNCONFIRMED
}
