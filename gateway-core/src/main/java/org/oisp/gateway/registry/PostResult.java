package org.oisp.gateway.registry;

import reactor.core.publisher.Sinks.EmitResult;

/** The result of posting a message to a mailbox. */
public enum PostResult {
    /** The message is in the mailbox, and the session will write it in turn. */
    ACCEPTED,
    /** There was no room, because the device does not read. Its session was told to drop it. */
    FULL,
    /** The message was refused: the device reads, but this sender's share is full. */
    OVER_SHARE,
    /** Its sender has been told an outcome already, since its timeout is over; it is not delivered. */
    ENDED,
    /** The session has ended, or the device has a newer connection. */
    GONE;

    /** Returns what the result of an emission means for the poster. */
    static PostResult of(EmitResult result) {
        return switch (result) {
            case OK -> ACCEPTED;
            case FAIL_OVERFLOW, FAIL_ZERO_SUBSCRIBER -> FULL;
            case FAIL_CANCELLED, FAIL_TERMINATED -> GONE;
            case FAIL_NON_SERIALIZED ->
                throw new IllegalStateException("unexpected FAIL_NON_SERIALIZED from an unsafe sink");
        };
    }
}
