package org.oisp.gateway.events;

/** What the gateway made of an actuation. Each is the value of a meter's tag, in lower case. */
public enum ActuationOutcome implements Tagged {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED,
    /** The device is not connected here. */
    NOT_CONNECTED,
    /** It names no device. */
    UNADDRESSED,
    /** It names a device by its id alone, and several accounts have one of that id connected. */
    AMBIGUOUS,
    /** User name or password is wrong. */
    WRONG_CREDENTIALS,
    /** It has no body, or the body no content. */
    MALFORMED,
    /** The device does not read, and its mailbox is full: the connection is dropped. */
    MAILBOX_FULL
}
