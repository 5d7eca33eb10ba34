package org.oisp.gateway.events;

/** What the gateway made of an actuation. Each is the value of a meter's tag, in lower case. */
public enum ActuationOutcome implements Tagged {
    /** It is in the mailbox of the device's connection. */
    ACCEPTED,
    /** Another instance has heard it, or is about to: what becomes of it there, is counted there. */
    FORWARDED,
    /** The device is not connected, to no instance that could be asked. */
    NOT_CONNECTED,
    /** It came from another instance or the dashboard, for a device that is no longer here, or not yet. */
    NOT_HERE,
    /** It came over the channel of a device, and names another account. */
    FOREIGN_ACCOUNT,
    /** The device is not connected here, and Redis is away. */
    BUS_DOWN,
    /** The device is not connected here, and too much was on its way to other instances. */
    BUS_FULL,
    /** The device is not connected here, and the database does not say which one is meant. */
    UNRESOLVED,
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
