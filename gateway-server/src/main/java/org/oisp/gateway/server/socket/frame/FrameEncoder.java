package org.oisp.gateway.server.socket.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;

/**
 * Encodes outgoing messages as frames (RFC 6455, 5.2), each message in one buffer. Like the original gateway, it sends a text over 16 KiB
 * in fragments of 16 KiB: a device may have no room for longer frames.
 */
public final class FrameEncoder implements Outbound.OutboundHandler<ByteBuf> {

    static final int FRAGMENT_BYTES = 16 * 1024;

    private static final int FIN = 0x80;

    private static final int SHORT_HEADER = 2;

    /** Length of a numbered ping in bytes. */
    public static final int NUMBERED_PING = SHORT_HEADER + Long.BYTES;

    private static final int LONG_HEADER = 4;
    private static final int MAX_SHORT = 125;
    private static final int LENGTH_IN_TWO_BYTES = 126;

    private final ByteBufAllocator buffers;

    /**
     * Creates an encoder.
     *
     * @param buffers allocates the frames' buffers; the caller that gets a buffer releases it
     */
    public FrameEncoder(ByteBufAllocator buffers) {
        this.buffers = buffers;
    }

    @Override
    public ByteBuf reply(Reply reply) {
        return frame(Opcode.TEXT, reply.json());
    }

    @Override
    public ByteBuf deliver(Outbound.Delivery delivery) {
        return deliver(Outbound.Delivery.HEAD, delivery, 0);
    }

    /**
     * Encodes an actuation that begins otherwise than usual.
     *
     * @param head the bytes before its body
     * @param delivery the actuation
     * @param room bytes that can be appended to the buffer
     * @return its frames
     */
    public ByteBuf deliver(ByteSlice head, Outbound.Delivery delivery, int room) {
        int length = head.length() + delivery.body().length() + Outbound.Delivery.TAIL.length();
        if (length > FRAGMENT_BYTES) {
            return fragments(head, delivery, length, room);
        }
        ByteBuf frame = buffers.directBuffer(LONG_HEADER + length + room);
        writeHeader(frame, FIN | Opcode.TEXT, length);
        writeParts(frame, head, delivery);
        return frame;
    }

    @Override
    public ByteBuf outcomes(Outbound.OutcomeMessages outcomes) {
        int length = 0;
        for (ByteSlice json : outcomes.json()) {
            length += LONG_HEADER + json.length();
        }
        ByteBuf frames = buffers.directBuffer(length);
        for (ByteSlice json : outcomes.json()) {
            writeHeader(frames, FIN | Opcode.TEXT, json.length());
            write(frames, json);
        }
        return frames;
    }

    @Override
    public ByteBuf renewal(Outbound.RenewalNotice notice) {
        return frame(Opcode.TEXT, notice.json());
    }

    /**
     * Encodes a ping whose payload a pong must repeat (RFC 6455, 5.5.3).
     *
     * @param payload any number
     * @return a frame with the number's eight bytes as payload
     */
    public ByteBuf numberedPing(long payload) {
        ByteBuf frame = buffers.directBuffer(NUMBERED_PING);
        appendPing(frame, payload);
        return frame;
    }

    /**
     * Appends a ping to a buffer of frames; see {@link #numberedPing}.
     *
     * @param frames has {@link #NUMBERED_PING} bytes of room
     * @param payload any number
     */
    public static void appendPing(ByteBuf frames, long payload) {
        writeHeader(frames, FIN | Opcode.PING, Long.BYTES);
        frames.writeLong(payload);
    }

    @Override
    public ByteBuf pingFrame() {
        ByteBuf frame = buffers.directBuffer(SHORT_HEADER);
        writeHeader(frame, FIN | Opcode.PING, 0);
        return frame;
    }

    @Override
    public ByteBuf pongFrame(Outbound.PongFrame pong) {
        return frame(Opcode.PONG, pong.payload());
    }

    @Override
    public ByteBuf close(CloseFrame closeFrame) {
        byte[] reason = closeFrame.reason().getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = buffers.directBuffer(SHORT_HEADER + Short.BYTES + reason.length);
        writeHeader(frame, FIN | Opcode.CLOSE, Short.BYTES + reason.length);
        frame.writeShort(closeFrame.code());
        frame.writeBytes(reason);
        return frame;
    }

    private ByteBuf frame(int opcode, ByteSlice payload) {
        ByteBuf frame = buffers.directBuffer(LONG_HEADER + payload.length());
        writeHeader(frame, FIN | opcode, payload.length());
        write(frame, payload);
        return frame;
    }

    private ByteBuf fragments(ByteSlice head, Outbound.Delivery delivery, int length, int room) {
        int count = (length + FRAGMENT_BYTES - 1) / FRAGMENT_BYTES;
        ByteBuf message = buffers.directBuffer(length);
        ByteBuf frames = buffers.directBuffer(length + count * LONG_HEADER + room);
        try {
            writeParts(message, head, delivery);
            int opcode = Opcode.TEXT;
            while (message.isReadable()) {
                int size = Math.min(message.readableBytes(), FRAGMENT_BYTES);
                boolean last = size == message.readableBytes();
                writeHeader(frames, last ? FIN | opcode : opcode, size);
                frames.writeBytes(message, size);
                opcode = Opcode.CONTINUATION;
            }
            return frames;
        } finally {
            message.release();
        }
    }

    private static void writeParts(ByteBuf out, ByteSlice head, Outbound.Delivery delivery) {
        write(out, head);
        write(out, delivery.body());
        write(out, Outbound.Delivery.TAIL);
    }

    private static void write(ByteBuf out, ByteSlice bytes) {
        out.writeBytes(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Writes a frame header. No frame is longer than a fragment, so two bytes hold every length. */
    private static void writeHeader(ByteBuf out, int first, int length) {
        out.writeByte(first);
        if (length <= MAX_SHORT) {
            out.writeByte(length);
        } else {
            out.writeByte(LENGTH_IN_TWO_BYTES);
            out.writeShort(length);
        }
    }
}
