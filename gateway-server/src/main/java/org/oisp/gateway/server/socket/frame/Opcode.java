package org.oisp.gateway.server.socket.frame;

/** What a frame is (RFC 6455, 5.2). From {@link #CLOSE} on they are control frames. */
public final class Opcode {

    /** The next part of a fragmented message. */
    public static final int CONTINUATION = 0x0;

    /** A text, or its first part. */
    public static final int TEXT = 0x1;

    /** A binary message, or its first part. */
    public static final int BINARY = 0x2;

    /** The end. */
    public static final int CLOSE = 0x8;

    /** To be answered with a {@link #PONG}. */
    public static final int PING = 0x9;

    /** The answer to a {@link #PING}. */
    public static final int PONG = 0xA;

    private Opcode() {}
}
