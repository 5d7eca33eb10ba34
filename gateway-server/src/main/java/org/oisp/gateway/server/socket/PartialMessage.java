package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.server.socket.frame.FrameMask;

/**
 * A message of which not all has come, in one array: its frames one behind the other, the last perhaps in part. The array grows with
 * what comes, never with what a header promises, and never past what the message may have; the connection is charged for it before.
 */
final class PartialMessage {

    /** An array that grows becomes half as large again, so that what is copied in all stays in proportion to what comes. */
    private static final int GROWTH = 2;

    private static final byte[] NOTHING = {};

    private final HeldMemory memory;
    private final int opcode;
    private final int most;
    private byte[] bytes = NOTHING;
    private int length;
    private int frameBegin;
    private int frameEnd;
    private int mask;
    private boolean last;

    /**
     * Begins one.
     *
     * @param memory charged for the array
     * @param opcode of its first frame
     * @param most how long the message may become
     */
    PartialMessage(HeldMemory memory, int opcode, int most) {
        this.memory = memory;
        this.opcode = opcode;
        this.most = most;
    }

    int opcode() {
        return opcode;
    }

    /** A frame begins; the one before it is complete. */
    void begin(int frameLength, int frameMask, boolean fin) {
        frameBegin = length;
        frameEnd = length + frameLength;
        mask = frameMask;
        last = fin;
    }

    /** Whether what comes next belongs to the frame that has begun. */
    boolean inFrame() {
        return length < frameEnd;
    }

    /** False if the connection may hold no more; otherwise as much as there is of the frame is taken. */
    boolean take(ByteBuf in) {
        int count = Math.min(in.readableBytes(), frameEnd - length);
        if (!makeRoom(length + count)) {
            return false;
        }
        in.readBytes(bytes, length, count);
        length += count;
        if (length == frameEnd) {
            FrameMask.apply(bytes, frameBegin, frameEnd, mask);
        }
        return true;
    }

    /** The frame that began last is complete: whether it is the message's last. */
    boolean isWhole() {
        return last;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Nothing is held any more. */
    void release() {
        memory.release(bytes.length);
    }

    private boolean makeRoom(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        // Of a message in one frame it is known how long it will be; of fragments only how long they may be.
        int end = last ? frameEnd : most;
        int size = Math.max(needed, Math.min(bytes.length + bytes.length / GROWTH, end));
        if (!memory.charge(size - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }
}
