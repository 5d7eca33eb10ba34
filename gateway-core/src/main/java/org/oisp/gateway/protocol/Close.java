package org.oisp.gateway.protocol;

/**
 * A close frame that the server sends: all the codes and reasons there are, in one table. Reasons are the original's, which a
 * peer may show or compare.
 *
 * @param code the status code (RFC 6455, 7.4)
 * @param reason the text behind it, at most 123 bytes; empty for none
 */
public record Close(int code, String reason) implements Outbound {

    /** The device has connected again elsewhere, or its registration failed at the server's side. */
    public static final Close NORMAL = new Close(1000, "Normal connection closure");

    /** The answer to the peer's own close frame: the original says 1000 whatever the peer said, and gives no reason. */
    public static final Close ANSWER = new Close(1000, "");

    /** The server stops. */
    public static final Close GOING_AWAY = new Close(1001, "Server is going away");

    /** The peer's close frame was not a good one. */
    public static final Close BAD_CLOSE = new Close(1002, "");

    /** A client has to mask its frames (RFC 6455, 5.1). */
    public static final Close UNMASKED = new Close(1002, "Frames from a client must be masked.");

    /** RSV bits are for extensions, and none is ever agreed on (RFC 6455, 5.2). */
    public static final Close RESERVED_BITS =
            new Close(1002, "Unsupported usage of rsv bits without negotiated extension.");

    /** RFC 6455, 5.5. */
    public static final Close LONG_CONTROL = new Close(1002, "Illegal control frame longer than 125 bytes.");

    /** RFC 6455, 5.5. */
    public static final Close FRAGMENTED_CONTROL = new Close(1002, "Control frames must not be fragmented.");

    /** RFC 6455, 5.4. */
    public static final Close UNEXPECTED_CONTINUATION = new Close(1002, "Unexpected Continuation Frame");

    /** RFC 6455, 5.2: a length takes the fewest bytes that hold it. */
    public static final Close BAD_LENGTH = new Close(1002, "Malformed payload length.");

    /** RFC 6455, 5.2: the first bit of a length in eight bytes is zero. */
    public static final Close NEGATIVE_LENGTH = new Close(1002, "Unsupported 64-bit length frame received");

    /** RFC 6455, 8.1. */
    public static final Close INVALID_TEXT = new Close(1007, "Invalid UTF-8 Data Received");

    /** The message could not be understood. */
    public static final Close UNPROCESSABLE = new Close(1003, "Unprocessable input");

    /** The token is no good, or the peer overstayed a bound. */
    public static final Close POLICY = new Close(1008, "Policy violation");

    /** The fragments of a message are too long together. */
    public static final Close MESSAGE_TOO_BIG = new Close(1009, "Maximum message size exceeded.");

    /**
     * A frame is too long.
     *
     * @param length what its header says
     * @return the close frame
     */
    public static Close frameTooBig(long length) {
        return new Close(1009, "Frame size of " + length + " bytes exceeds maximum accepted frame size");
    }

    /**
     * An opcode that RFC 6455 (5.2) reserves.
     *
     * @param opcode the opcode
     * @return the close frame
     */
    public static Close unknownOpcode(int opcode) {
        return new Close(1002, "Unrecognized Opcode: 0x" + Integer.toHexString(opcode));
    }

    /**
     * A new message began before the last one was whole (RFC 6455, 5.4).
     *
     * @param opcode the opcode of the frame that came
     * @return the close frame
     */
    public static Close interrupted(int opcode) {
        return new Close(
                1002,
                "Illegal frame opcode 0x" + Integer.toHexString(opcode) + " received in middle of fragmented message.");
    }

    @Override
    public <R> R accept(Handler<R> handler) {
        return handler.close(this);
    }
}
