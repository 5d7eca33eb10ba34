package org.oisp.gateway.registry;

/** What became of a message given to a mailbox. */
public enum PostResult {
    /** It is in the mailbox, and its session will write it in its turn. */
    ACCEPTED,
    /** There was no room: the device does not read. Its session has been told to drop it. */
    FULL,
    /** The device reads, but there was no room for more of this sender: it is not taken. */
    OVER_SHARE,
    /** The session has ended, or the device has connected again elsewhere. */
    GONE
}
