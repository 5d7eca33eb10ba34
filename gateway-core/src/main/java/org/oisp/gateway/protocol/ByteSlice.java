package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A range of a byte array that no longer changes. A message is copied once from the socket into an array; all parts of it that are passed
 * on are slices of that array.
 */
public final class ByteSlice {

    /** About twice the number of bytes around the body in a message from the dashboard. */
    private static final int NEGLIGIBLE = 512;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    /**
     * Creates a slice. The array is not copied; the caller must not change it afterwards.
     *
     * @param bytes the array
     * @param offset index of the first byte
     * @param length number of bytes
     */
    public ByteSlice(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Returns the UTF-8 encoding of a text as a slice. */
    public static ByteSlice ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ByteSlice(bytes, 0, bytes.length);
    }

    /** Returns the underlying array itself, not a copy. Read-only. */
    public byte[] array() {
        return bytes;
    }

    /** Returns the index of the first byte in {@link #array()}. */
    public int offset() {
        return offset;
    }

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    /**
     * Returns a part of this slice, which shares its array.
     *
     * @param from first byte, relative to this slice
     * @param to end, exclusive, relative to this slice
     */
    public ByteSlice part(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new ByteSlice(bytes, offset + from, to - from);
    }

    /**
     * Returns the same bytes in a form to keep: a small slice of a long message would keep the whole array in memory.
     *
     * @return this slice if it fills about half of its array or more, otherwise a copy
     */
    public ByteSlice compact() {
        if (bytes.length - length <= length + NEGLIGIBLE) {
            return this;
        }
        return new ByteSlice(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    }

    /** Decodes the slice as UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
