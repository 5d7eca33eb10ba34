package org.oisp.gateway.events;

/** Why the gateway ended a connection. Each is the value of a meter's tag, in lower case. */
public enum DropReason implements Tagged {
    /** Neither data nor a pong came within the ping's grace. */
    SILENT_PEER,
    /** The peer does not read: its mailbox is full, or its close frame could not be written in time. */
    SLOW_DEVICE,
    /** No message came in time after the handshake. */
    NO_FIRST_MESSAGE,
    /** A message could not be understood. */
    MALFORMED_MESSAGE,
    /** A registration was refused. */
    REGISTRATION_REFUSED,
    /** A rule of RFC 6455 was broken. */
    PROTOCOL_ERROR,
    /** A frame or a message was over its bound. */
    TOO_BIG,
    /** A text was not valid UTF-8. */
    INVALID_TEXT,
    /** The device has connected again. */
    TAKEN_OVER,
    /** The gateway stops. */
    SHUTDOWN,
    /** Something failed that should not: a defect, with its stack trace in the log. */
    INTERNAL_ERROR;

    /**
     * The reason behind a close code that the gateway answers a frame with.
     *
     * @param closeCode a code of RFC 6455, 7.4.1
     * @return its reason
     */
    public static DropReason of(int closeCode) {
        return switch (closeCode) {
            case 1007 -> INVALID_TEXT;
            case 1009 -> TOO_BIG;
            default -> PROTOCOL_ERROR;
        };
    }
}
