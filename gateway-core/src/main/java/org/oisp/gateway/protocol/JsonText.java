package org.oisp.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The strings of a JSON text (RFC 8259, section 7) as spans: a span packs the start index behind the opening quotation mark, the length in
 * bytes and whether there are escapes into one non-negative number. A string thus costs no object until it is decoded.
 */
final class JsonText {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A word whose bytes are all 1, for multiplication by a byte value. Below, a word of all the bytes' highest bits. */
    private static final long EACH = 0x0101010101010101L;

    private static final long HIGH_BITS = EACH << 7;
    private static final long QUOTES = '"' * EACH;
    private static final long BACKSLASHES = '\\' * EACH;

    /** Length in bytes of the longest escape: a backslash, a u and four digits. */
    private static final int UNIT_LENGTH = 6;

    private JsonText() {}

    /** Returns the bytes of an ASCII string. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a string up to its closing quotation mark.
     *
     * @param bytes the array that contains it
     * @param from index of its first byte, behind the opening quotation mark
     * @param end end of the JSON text, exclusive
     * @return its span
     */
    static long scan(byte[] bytes, int from, int end) throws MalformedJsonException {
        long escaped = 0;
        int at = plainEnd(bytes, from, end);
        while (at < end && bytes[at] == '\\') {
            escaped = 1;
            at = plainEnd(bytes, escapeEnd(bytes, at, end), end);
        }
        if (at == end || bytes[at] != '"') {
            throw new MalformedJsonException();
        }
        return (long) from << 32 | (long) (at - from) << 1 | escaped;
    }

    /** Returns the index of a string's first byte. */
    static int start(long span) {
        return (int) (span >>> 32);
    }

    /** Returns a string's length in bytes as written, escapes not decoded. */
    static int length(long span) {
        return (int) span >>> 1;
    }

    /** Returns the index of a string's closing quotation mark. */
    static int end(long span) {
        return start(span) + length(span);
    }

    /** Returns whether a string contains escapes. Without any, it is its bytes decoded as UTF-8. */
    static boolean isEscaped(long span) {
        return (span & 1) != 0;
    }

    /** Returns whether a string, once decoded, equals this word, which must not be empty. */
    static boolean is(byte[] bytes, long span, byte[] word) {
        int length = length(span);
        if (isEscaped(span)) {
            return length <= word.length * UNIT_LENGTH && Arrays.equals(utf8(bytes, span), word);
        }
        int start = start(span);
        return length == word.length && Arrays.equals(bytes, start, start + length, word, 0, length);
    }

    /** Decodes a string. */
    static String string(byte[] bytes, long span) {
        String written = new String(bytes, start(span), length(span), StandardCharsets.UTF_8);
        return isEscaped(span) ? unescape(written) : written;
    }

    /** Decodes a string. An unpaired surrogate becomes a question mark, so that the result can be written as UTF-8. */
    static String wellFormed(byte[] bytes, long span) {
        return isEscaped(span) ? new String(utf8(bytes, span), StandardCharsets.UTF_8) : string(bytes, span);
    }

    /** Decodes a string to UTF-8 in a new array. An unpaired surrogate becomes a question mark. */
    static byte[] utf8(byte[] bytes, long span) {
        if (isEscaped(span)) {
            return string(bytes, span).getBytes(StandardCharsets.UTF_8);
        }
        return Arrays.copyOfRange(bytes, start(span), end(span));
    }

    /** Writes a string with its quotation marks, or null. */
    static void writeQuoted(ByteArrayOutputStream message, byte @Nullable [] utf8) {
        if (utf8 == null) {
            message.writeBytes(ascii("null"));
            return;
        }
        message.write('"');
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                message.write('\\');
                message.write(b);
            } else if (b >= 0 && b < ' ') {
                message.writeBytes(ascii("\\u00%02x".formatted(b)));
            } else {
                message.write(b);
            }
        }
        message.write('"');
    }

    /** Returns the index of the first quotation mark, backslash or control character, or the end. Tests eight bytes at a time. */
    private static int plainEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at <= end - Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            // Sets the highest bit of each matching byte. A borrow sets wrong bits only above the lowest match, the
            // only one used.
            long matches = ((word - 0x20 * EACH) | ((word ^ QUOTES) - EACH) | ((word ^ BACKSLASHES) - EACH))
                    & ~word
                    & HIGH_BITS;
            if (matches != 0) {
                return at + Long.numberOfTrailingZeros(matches) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < end && isPlain(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte b) {
        return (b >= 0x20 || b < 0) && b != '"' && b != '\\';
    }

    private static int escapeEnd(byte[] bytes, int at, int end) throws MalformedJsonException {
        if (end - at < 2) {
            throw new MalformedJsonException();
        }
        switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 2;
            }
            case 'u' -> {
                return unitEnd(bytes, at, end);
            }
            default -> throw new MalformedJsonException();
        }
    }

    /** Returns the index behind an escape of a UTF-16 unit. Accepts an unpaired surrogate, as {@code JSON.parse} does. */
    private static int unitEnd(byte[] bytes, int at, int end) throws MalformedJsonException {
        int behind = at + UNIT_LENGTH;
        if (behind > end) {
            throw new MalformedJsonException();
        }
        for (int i = at + 2; i < behind; i++) {
            if (!HexFormat.isHexDigit(bytes[i])) {
                throw new MalformedJsonException();
            }
        }
        return behind;
    }

    /** Decodes the escapes of a string that has been scanned. */
    private static String unescape(String written) {
        StringBuilder unescaped = new StringBuilder(written.length());
        int from = 0;
        for (int at = written.indexOf('\\'); at >= 0; at = written.indexOf('\\', from)) {
            unescaped.append(written, from, at);
            char kind = written.charAt(at + 1);
            if (kind == 'u') {
                from = at + UNIT_LENGTH;
                unescaped.append((char) HexFormat.fromHexDigits(written, at + 2, from));
            } else {
                from = at + 2;
                unescaped.append(
                        switch (kind) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> kind;
                        });
            }
        }
        return unescaped.append(written, from, written.length()).toString();
    }
}
