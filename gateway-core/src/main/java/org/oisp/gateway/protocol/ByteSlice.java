package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Some of the bytes of an array, which nobody changes any more. A message is copied once, off the socket, into an array; all
 * that is passed on of it is a slice.
 */
public final class ByteSlice {

    /** About what stands around a body in a message that the dashboard sends, twice. */
    private static final int NEGLIGIBLE = 512;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    /**
     * Makes a slice; the array is not copied, so the caller gives it away.
     *
     * @param bytes the array
     * @param offset where the slice begins
     * @param length how many bytes it has
     */
    public ByteSlice(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /**
     * A slice of a text's UTF-8 form.
     *
     * @param text any text
     * @return its bytes
     */
    public static ByteSlice ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ByteSlice(bytes, 0, bytes.length);
    }

    /**
     * The array that the slice is of, for reading only.
     *
     * @return the array itself, no copy
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Where the slice begins in its array.
     *
     * @return an index into {@link #array()}
     */
    public int offset() {
        return offset;
    }

    /**
     * How long the slice is.
     *
     * @return a number of bytes
     */
    public int length() {
        return length;
    }

    /**
     * A part of this slice.
     *
     * @param from where it begins, counted from this slice's beginning
     * @param to where it ends, exclusive
     * @return a slice of the same array
     */
    public ByteSlice part(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new ByteSlice(bytes, offset + from, to - from);
    }

    /**
     * The same bytes, for whoever keeps them: a small part of a long message would keep the whole of it in memory.
     *
     * @return this slice if it is most of its array, or else a copy
     */
    public ByteSlice compact() {
        if (bytes.length - length <= length + NEGLIGIBLE) {
            return this;
        }
        return new ByteSlice(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    }

    /** The slice read as UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
