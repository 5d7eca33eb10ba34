package org.oisp.gateway.server.socket;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.oisp.gateway.memory.HeldMemory;
import org.oisp.gateway.server.socket.frame.FrameMask;

/**
 * An incomplete message in one array: its frames in order, the last perhaps in part. The array grows with the bytes received, never with
 * what a header promises, and never beyond the message size limit; it is charged to the connection before it is allocated. Not thread-safe;
 * confined to the socket's event loop.
 */
final class PartialMessage {

    /** The array grows by one half, so that the bytes copied stay proportional to the bytes received. */
    private static final int GROWTH = 2;

    private static final byte[] NOTHING = {};

    private final HeldMemory memory;
    private final int opcode;
    private final int max;
    private byte[] bytes = NOTHING;
    private int length;
    private int frameBegin;
    private int frameEnd;
    private int mask;
    private boolean last;

    /**
     * Creates an empty message.
     *
     * @param memory charged for the array
     * @param opcode that of its first frame
     * @param max how long the message may become, in bytes
     */
    PartialMessage(HeldMemory memory, int opcode, int max) {
        this.memory = memory;
        this.opcode = opcode;
        this.max = max;
    }

    int opcode() {
        return opcode;
    }

    /** Begins a frame; the one before it must be complete. */
    void begin(int frameLength, int frameMask, boolean fin) {
        frameBegin = length;
        frameEnd = length + frameLength;
        mask = frameMask;
        last = fin;
    }

    /** Returns whether the next input belongs to the current frame. */
    boolean inFrame() {
        return length < frameEnd;
    }

    /** Takes what the input has of the frame; returns false if the connection may hold no more. */
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

    /** Returns whether the current frame, once complete, ends the message. */
    boolean isWhole() {
        return last;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Returns the array's size to the memory budget. */
    void release() {
        memory.release(bytes.length);
    }

    private boolean makeRoom(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        // The length of a message in one frame is known; of fragments, only its maximum.
        int end = last ? frameEnd : max;
        int size = Math.max(needed, Math.min(bytes.length + bytes.length / GROWTH, end));
        if (!memory.charge(size - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }
}
