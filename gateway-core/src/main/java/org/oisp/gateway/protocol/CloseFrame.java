package org.oisp.gateway.protocol;

/**
 * A close frame that the server sends: all the codes and reasons there are, in one table. Reasons are the original's, which a
 * peer may show or compare.
 *
 * @param code the status code (RFC 6455, 7.4)
 * @param reason the text behind it, at most 123 bytes; empty for none
 */
public record CloseFrame(int code, String reason) implements Outbound {

    /** The device has connected again elsewhere, or its registration failed at the server's side. */
    public static final CloseFrame NORMAL = new CloseFrame(1000, "Normal connection closure");

    /** The answer to the peer's own close frame: the original says 1000 whatever the peer said, and gives no reason. */
    public static final CloseFrame ANSWER = new CloseFrame(1000, "");

    /** The server stops. */
    public static final CloseFrame GOING_AWAY = new CloseFrame(1001, "Server is going away");

    /** The peer's close frame was not a good one. */
    public static final CloseFrame BAD_CLOSE = new CloseFrame(1002, "");

    /** A client has to mask its frames (RFC 6455, 5.1). */
    public static final CloseFrame UNMASKED = new CloseFrame(1002, "Frames from a client must be masked.");

    /** RSV bits are for extensions, and none is ever agreed on (RFC 6455, 5.2). */
    public static final CloseFrame RESERVED_BITS =
            new CloseFrame(1002, "Unsupported usage of rsv bits without negotiated extension.");

    /** RFC 6455, 5.5. */
    public static final CloseFrame LONG_CONTROL = new CloseFrame(1002, "Illegal control frame longer than 125 bytes.");

    /** RFC 6455, 5.5. */
    public static final CloseFrame FRAGMENTED_CONTROL = new CloseFrame(1002, "Control frames must not be fragmented.");

    /** RFC 6455, 5.4. */
    public static final CloseFrame UNEXPECTED_CONTINUATION = new CloseFrame(1002, "Unexpected Continuation Frame");

    /** RFC 6455, 5.2: a length takes the fewest bytes that hold it. */
    public static final CloseFrame BAD_LENGTH = new CloseFrame(1002, "Malformed payload length.");

    /** RFC 6455, 5.2: the first bit of a length in eight bytes is zero. */
    public static final CloseFrame NEGATIVE_LENGTH = new CloseFrame(1002, "Unsupported 64-bit length frame received");

    /** RFC 6455, 8.1. */
    public static final CloseFrame INVALID_TEXT = new CloseFrame(1007, "Invalid UTF-8 Data Received");

    /** The message could not be understood. */
    public static final CloseFrame UNPROCESSABLE = new CloseFrame(1003, "Unprocessable input");

    /** The token is no good, or the peer overstayed a bound. */
    public static final CloseFrame POLICY = new CloseFrame(1008, "Policy violation");

    /** The fragments of a message are too long together. */
    public static final CloseFrame MESSAGE_TOO_BIG = new CloseFrame(1009, "Maximum message size exceeded.");

    /**
     * A frame is too long.
     *
     * @param length what its header says
     * @return the close frame
     */
    public static CloseFrame frameTooBig(long length) {
        return new CloseFrame(1009, "Frame size of " + length + " bytes exceeds maximum accepted frame size");
    }

    /**
     * An opcode that RFC 6455 (5.2) reserves.
     *
     * @param opcode the opcode
     * @return the close frame
     */
    public static CloseFrame unknownOpcode(int opcode) {
        return new CloseFrame(1002, "Unrecognized Opcode: 0x" + Integer.toHexString(opcode));
    }

    /**
     * A new message began before the last one was whole (RFC 6455, 5.4).
     *
     * @param opcode the opcode of the frame that came
     * @return the close frame
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
