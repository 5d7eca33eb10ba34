package org.oisp.gateway.registry;

/** The result of posting a message to a mailbox. */
public enum PostResult {
    /** The message is in the mailbox, and the session will write it in turn. */
    ACCEPTED,
    /** There was no room, because the device does not read. Its session was told to drop it. */
    FULL,
    /** The message was refused: the device reads, but this sender's share is full. */
    OVER_SHARE,
    /** The session has ended, or the device has a newer connection. */
    GONE
}
