package org.oisp.gateway.protocol;

/** The form of a number (RFC 8259, section 6). What it is worth nobody asks: it is carried as it was written. */
final class JsonNumber {

    private JsonNumber() {}

    /**
     * Steps over a number.
     *
     * @param bytes where it stands
     * @param from its first byte
     * @param end where the text ends
     * @return the byte behind it, which may be one that no number can be followed by
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
