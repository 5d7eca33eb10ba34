package org.oisp.gateway.protocol;

/** The syntax of a JSON number (RFC 8259, section 6). The value is never computed, because numbers are passed on as written. */
final class JsonNumber {

    private JsonNumber() {}

    /**
     * Skips a number.
     *
     * @param bytes the array that contains it
     * @param from index of its first byte
     * @param end end of the JSON text, exclusive
     * @return the index after the number; the byte there may be one that must not follow a number
     */
    static int end(byte[] bytes, int from, int end) throws MalformedJsonException {
        int at = from;
        if (is('-', bytes, at, end)) {
            at++;
        }
        at = is('0', bytes, at, end) ? at + 1 : digits(bytes, at, end);
        if (is('.', bytes, at, end)) {
            at = digits(bytes, at + 1, end);
        }
        if (is('e', bytes, at, end) || is('E', bytes, at, end)) {
            at++;
            if (is('+', bytes, at, end) || is('-', bytes, at, end)) {
                at++;
            }
            at = digits(bytes, at, end);
        }
        return at;
    }

    private static boolean is(char c, byte[] bytes, int at, int end) {
        return at < end && bytes[at] == c;
    }

    private static int digits(byte[] bytes, int from, int end) throws MalformedJsonException {
        int at = from;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw new MalformedJsonException();
        }
        return at;
    }
}
