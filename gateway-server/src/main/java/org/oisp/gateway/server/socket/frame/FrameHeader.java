package org.oisp.gateway.server.socket.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.CloseFrame;

/** The header of a frame that was received (RFC 6455, 5.2). One serves all the sockets of an event loop, one after the other. */
public final class FrameHeader {

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int MAX_CONTROL_LENGTH = 125;
    private static final int IN_TWO_BYTES = 126;
    private static final int IN_EIGHT_BYTES = 127;

    private int first;
    private boolean masked;
    private boolean minimal;
    private long length;
    private int size;
    private int mask;

    /**
     * Reads the header that a buffer begins with, and leaves the buffer as it is.
     *
     * @param in what was received
     * @return whether the header is there whole; if not, nothing else may be asked
     */
    public boolean read(ByteBuf in) {
        int available = in.readableBytes();
        if (available < 2) {
            return false;
        }
        int at = in.readerIndex();
        first = in.getUnsignedByte(at);
        int second = in.getUnsignedByte(at + 1);
        masked = (second & MASKED) != 0;
        length = second & LENGTH;
        minimal = true;
        size = 2 + (length == IN_TWO_BYTES ? Short.BYTES : length == IN_EIGHT_BYTES ? Long.BYTES : 0);
        int maskAt = at + size;
        size += masked ? Integer.BYTES : 0;
        if (available < size) {
            return false;
        }
        if (length == IN_TWO_BYTES) {
            length = in.getUnsignedShort(at + 2);
            minimal = length >= IN_TWO_BYTES;
        } else if (length == IN_EIGHT_BYTES) {
            length = in.getLong(at + 2);
            minimal = length < 0 || length > 0xFFFF;
        }
        mask = masked ? in.getInt(maskAt) : 0;
        return true;
    }

    /**
     * The rule that the frame breaks by itself, whatever came before it.
     *
     * @param maxLength the longest payload that is taken
     * @return how the connection is to be closed, or null if there is nothing against the frame
     */
    public @Nullable CloseFrame violation(int maxLength) {
        boolean control = opcode() >= Opcode.CLOSE;
        if (control && (length < 0 || length > MAX_CONTROL_LENGTH || !minimal)) {
            return CloseFrame.LONG_CONTROL;
        }
        if (control && !fin()) {
            return CloseFrame.FRAGMENTED_CONTROL;
        }
        if ((first & RESERVED) != 0) {
            return CloseFrame.RESERVED_BITS;
        }
        if (opcode() > Opcode.PONG || (opcode() > Opcode.BINARY && !control)) {
            return CloseFrame.unknownOpcode(opcode());
        }
        if (!masked) {
            return CloseFrame.UNMASKED;
        }
        if (length < 0) {
            return CloseFrame.NEGATIVE_LENGTH;
        }
        if (!minimal) {
            return CloseFrame.BAD_LENGTH;
        }
        return length > maxLength ? CloseFrame.frameTooBig(length) : null;
    }

    /**
     * Whether a message ends with this frame.
     *
     * @return the bit FIN
     */
    public boolean fin() {
        return (first & FIN) != 0;
    }

    /**
     * What the frame is.
     *
     * @return one of {@link Opcode}, once {@link #violation} has found nothing
     */
    public int opcode() {
        return first & OPCODE;
    }

    /**
     * How many bytes the header has.
     *
     * @return 2 to 14
     */
    public int size() {
        return size;
    }

    /**
     * How many bytes follow.
     *
     * @return the payload's length, once {@link #violation} has found nothing
     */
    public int length() {
        return (int) length;
    }

    /**
     * What the payload is masked with.
     *
     * @return the mask, its first byte on the wire the highest
     */
    public int mask() {
        return mask;
    }
}
