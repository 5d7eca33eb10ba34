package org.oisp.gateway.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The canonical text form of a UUID (RFC 9562, section 4), and no other: {@code UUID.fromString} also takes "1-1-1-1-1". */
final class CanonicalUuid {

    private static final int LENGTH = 36;

    /** What each byte is worth as a hexadecimal digit; -1 if it is none. */
    private static final byte[] DIGITS = digits();

    private CanonicalUuid() {}

    /** Reads a text. What is not Latin-1 becomes a question mark, a surrogate pair just one; that is no digit either. */
    static @Nullable UUID parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(latin, 0, latin.length);
    }

    /** Reads a text that stands somewhere in an array, in any encoding that extends ASCII. */
    static @Nullable UUID parse(byte[] text, int from, int length) {
        if (length != LENGTH
                || text[from + 8] != '-'
                || text[from + 13] != '-'
                || text[from + 18] != '-'
                || text[from + 23] != '-') {
            return null;
        }
        long first = hex(text, from, 8);
        long second = hex(text, from + 9, 4);
        long third = hex(text, from + 14, 4);
        long fourth = hex(text, from + 19, 4);
        long last = hex(text, from + 24, 12);
        if ((first | second | third | fourth | last) < 0) {
            return null;
        }
        return new UUID(first << 32 | second << 16 | third, fourth << 48 | last);
    }

    /** The number that at most 15 digits stand for, or a negative one if some of them are none: the -1 is not shifted out. */
    private static long hex(byte[] text, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 4 | DIGITS[text[i] & 0xFF];
        }
        return value;
    }

    private static byte[] digits() {
        byte[] digits = new byte[256];
        Arrays.fill(digits, (byte) -1);
        for (char c = 0; c < 128; c++) {
            digits[c] = (byte) Character.digit(c, 16);
        }
        return digits;
    }
}
