package org.oisp.gateway.server.socket.frame;

/** The frame opcodes (RFC 6455, 5.2). {@link #CLOSE} and above are control frames. */
public final class Opcode {

    /** The next fragment of a message. */
    public static final int CONTINUATION = 0x0;

    /** A text message, or its first fragment. */
    public static final int TEXT = 0x1;

    /** A binary message, or its first fragment. */
    public static final int BINARY = 0x2;

    /** Closes the connection. */
    public static final int CLOSE = 0x8;

    /** Must be answered with a {@link #PONG}. */
    public static final int PING = 0x9;

    /** The answer to a {@link #PING}. */
    public static final int PONG = 0xA;

    private Opcode() {}
}
