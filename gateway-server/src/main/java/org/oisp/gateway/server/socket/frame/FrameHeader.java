package org.oisp.gateway.server.socket.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.CloseFrame;

/** The header of a received frame (RFC 6455, 5.2). Not thread-safe; one instance is reused for all sockets of an event loop. */
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
     * Reads the header at the start of a buffer; does not move the buffer's reader index.
     *
     * @param in the received bytes
     * @return whether the header is complete; if not, the other methods must not be called
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
     * Returns the rule that the frame breaks on its own, regardless of the frames before it.
     *
     * @param maxLength the longest payload accepted, in bytes
     * @return the close frame to send, or null if the frame is valid
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
     * Returns whether this is the last frame of a message.
     *
     * @return the FIN bit
     */
    public boolean fin() {
        return (first & FIN) != 0;
    }

    /**
     * Returns the opcode.
     *
     * @return one of {@link Opcode}, if {@link #violation} has returned null
     */
    public int opcode() {
        return first & OPCODE;
    }

    /**
     * Returns the size of the header.
     *
     * @return 2 to 14 bytes
     */
    public int size() {
        return size;
    }

    /**
     * Returns the length of the payload.
     *
     * @return in bytes, if {@link #violation} has returned null
     */
    public int length() {
        return (int) length;
    }

    /**
     * Returns the masking key.
     *
     * @return the key, its first byte on the wire in the highest bits; 0 if the frame is not masked
     */
    public int mask() {
        return mask;
    }
}
