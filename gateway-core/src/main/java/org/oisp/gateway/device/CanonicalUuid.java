package org.oisp.gateway.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parses only the canonical text form of a UUID (RFC 9562, section 4); {@code UUID.fromString} also accepts "1-1-1-1-1". */
final class CanonicalUuid {

    private static final int LENGTH = 36;

    /** The value of each byte as a hexadecimal digit; -1 if it is not one. */
    private static final byte[] DIGITS = digits();

    private CanonicalUuid() {}

    /** Parses a string. Characters outside Latin-1 (surrogate pairs included) become one question mark, which is not a digit. */
    static @Nullable UUID parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(latin, 0, latin.length);
    }

    /** Parses a text within an array, in any encoding that extends ASCII. */
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

    /** Returns the value of at most 15 digits; negative if any is invalid, because the -1 is not shifted out. */
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
