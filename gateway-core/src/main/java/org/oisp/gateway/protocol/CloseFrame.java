package org.oisp.gateway.protocol;

/**
 * A close frame that the server sends. All codes and reasons are listed here. The reasons are those of the original gateway, because a
 * peer may show or compare them.
 *
 * @param code the status code (RFC 6455, 7.4)
 * @param reason the close reason, at most 123 bytes; empty for none
 */
public record CloseFrame(int code, String reason) implements Outbound {

    /** The device has a newer connection, or its registration failed on the server's side. */
    public static final CloseFrame NORMAL = new CloseFrame(1000, "Normal connection closure");

    /** The answer to the peer's own close frame. Like the original gateway: always 1000, for any code of the peer, and no reason. */
    public static final CloseFrame ANSWER = new CloseFrame(1000, "");

    /** The server is stopping. */
    public static final CloseFrame GOING_AWAY = new CloseFrame(1001, "Server is going away");

    /** The peer's close frame was invalid. */
    public static final CloseFrame BAD_CLOSE = new CloseFrame(1002, "");

    /** A client must mask its frames (RFC 6455, 5.1). */
    public static final CloseFrame UNMASKED = new CloseFrame(1002, "Frames from a client must be masked.");

    /** RSV bits belong to extensions, and the gateway never negotiates any (RFC 6455, 5.2). */
    public static final CloseFrame RESERVED_BITS =
            new CloseFrame(1002, "Unsupported usage of rsv bits without negotiated extension.");

    /** RFC 6455, 5.5. */
    public static final CloseFrame LONG_CONTROL = new CloseFrame(1002, "Illegal control frame longer than 125 bytes.");

    /** RFC 6455, 5.5. */
    public static final CloseFrame FRAGMENTED_CONTROL = new CloseFrame(1002, "Control frames must not be fragmented.");

    /** RFC 6455, 5.4. */
    public static final CloseFrame UNEXPECTED_CONTINUATION = new CloseFrame(1002, "Unexpected Continuation Frame");

    /** RFC 6455, 5.2: a length must use the shortest encoding. */
    public static final CloseFrame BAD_LENGTH = new CloseFrame(1002, "Malformed payload length.");

    /** RFC 6455, 5.2: the most significant bit of a 64-bit length must be zero. */
    public static final CloseFrame NEGATIVE_LENGTH = new CloseFrame(1002, "Unsupported 64-bit length frame received");

    /** RFC 6455, 8.1. */
    public static final CloseFrame INVALID_TEXT = new CloseFrame(1007, "Invalid UTF-8 Data Received");

    /** The message could not be parsed. */
    public static final CloseFrame UNPROCESSABLE = new CloseFrame(1003, "Unprocessable input");

    /** The token is invalid, or the peer exceeded a rate or time limit. */
    public static final CloseFrame POLICY = new CloseFrame(1008, "Policy violation");

    /** The fragments of a message together are too long. */
    public static final CloseFrame MESSAGE_TOO_BIG = new CloseFrame(1009, "Maximum message size exceeded.");

    /**
     * Returns the close frame for a frame that is too long.
     *
     * @param length the length in the frame's header, in bytes
     */
    public static CloseFrame frameTooBig(long length) {
        return new CloseFrame(1009, "Frame size of " + length + " bytes exceeds maximum accepted frame size");
    }

    /** Returns the close frame for a reserved opcode (RFC 6455, 5.2). */
    public static CloseFrame unknownOpcode(int opcode) {
        return new CloseFrame(1002, "Unrecognized Opcode: 0x" + Integer.toHexString(opcode));
    }

    /**
     * Returns the close frame for a new message that begins before the previous one is complete (RFC 6455, 5.4).
     *
     * @param opcode the opcode of the frame received
     */
    public static CloseFrame interrupted(int opcode) {
        return new CloseFrame(
                1002,
                "Illegal frame opcode 0x" + Integer.toHexString(opcode) + " received in middle of fragmented message.");
    }

    @Override
    public <R> R accept(OutboundHandler<R> outboundHandler) {
        return outboundHandler.close(this);
    }
}
