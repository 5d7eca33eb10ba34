package org.oisp.gateway.it.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame as a client sends it (RFC 6455, 5.2): valid at first, then broken in any way that a test wants.
 *
 * @param fin whether it is the last of its message
 * @param rsv the three reserved bits, 0 to 7
 * @param opcode 0 to 15
 * @param lengthBytes size of the extended length field in bytes: 0, 2 or 8
 * @param length the length that the header states
 * @param mask four bytes, or null for an unmasked frame
 * @param payload the bytes before masking
 */
public record RawFrame(boolean fin, int rsv, int opcode, int lengthBytes, long length, byte[] mask, byte[] payload) {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final byte[] MASK = {(byte) 0x37, (byte) 0xFA, (byte) 0x21, (byte) 0x3D};

    /** Returns a whole message, or a control frame. */
    public static RawFrame of(int opcode, byte[] payload) {
        int lengthBytes = payload.length < 126 ? 0 : payload.length <= 0xFFFF ? 2 : 8;
        return new RawFrame(true, 0, opcode, lengthBytes, payload.length, MASK, payload);
    }

    public static RawFrame of(int opcode, String payload) {
        return of(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static RawFrame text(String payload) {
        return of(TEXT, payload);
    }

    public static RawFrame ping(String payload) {
        return of(PING, payload);
    }

    /** Returns a close frame with a code; the reason may be empty. */
    public static RawFrame close(int code, String reason) {
        return of(CLOSE, closePayload(code, reason.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the payload of a close frame. */
    public static byte[] closePayload(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }

    /** Returns the frame without the FIN bit. */
    public RawFrame unfinished() {
        return new RawFrame(false, rsv, opcode, lengthBytes, length, mask, payload);
    }

    public RawFrame withRsv(int bits) {
        return new RawFrame(fin, bits, opcode, lengthBytes, length, mask, payload);
    }

    public RawFrame withMask(byte... four) {
        return new RawFrame(fin, rsv, opcode, lengthBytes, length, four, payload);
    }

    public RawFrame unmasked() {
        return new RawFrame(fin, rsv, opcode, lengthBytes, length, null, payload);
    }

    /** Returns the frame with its length in so many bytes, even if fewer would do. */
    public RawFrame withLengthIn(int bytes) {
        return new RawFrame(fin, rsv, opcode, bytes, length, mask, payload);
    }

    /** Returns the frame with a false length in the header, written in eight bytes. */
    public RawFrame claiming(long otherLength) {
        return new RawFrame(fin, rsv, opcode, 8, otherLength, mask, payload);
    }

    /** Returns a text in frames of at most so many bytes; a cut may split a character. */
    public static RawFrame[] fragments(String text, int frameBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RawFrame[] frames = new RawFrame[(bytes.length + frameBytes - 1) / frameBytes];
        for (int i = 0; i < frames.length; i++) {
            int at = i * frameBytes;
            RawFrame part = of(
                    i == 0 ? TEXT : CONTINUATION,
                    Arrays.copyOfRange(bytes, at, Math.min(at + frameBytes, bytes.length)));
            frames[i] = i == frames.length - 1 ? part : part.unfinished();
        }
        return frames;
    }

    /** Returns the frame as bytes on the wire. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(2 + lengthBytes + (mask == null ? 0 : 4) + payload.length);
        out.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        int masked = mask == null ? 0 : 0x80;
        switch (lengthBytes) {
            case 0 -> out.put((byte) (masked | (int) length));
            case 2 -> out.put((byte) (masked | 126)).putShort((short) length);
            case 8 -> out.put((byte) (masked | 127)).putLong(length);
            default -> throw new IllegalArgumentException(lengthBytes + " bytes for a length");
        }
        if (mask == null) {
            return out.put(payload).array();
        }
        out.put(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ mask[i % 4]));
        }
        return out.array();
    }

    /** Returns the header alone. */
    public byte[] header() {
        byte[] all = bytes();
        return Arrays.copyOf(all, all.length - payload.length);
    }

    /** Returns the bytes of the frames in sequence. */
    public static byte[] join(RawFrame... frames) {
        byte[] all = new byte[0];
        for (RawFrame frame : frames) {
            byte[] next = frame.bytes();
            int before = all.length;
            all = Arrays.copyOf(all, before + next.length);
            System.arraycopy(next, 0, all, before, next.length);
        }
        return all;
    }
}
