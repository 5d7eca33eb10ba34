package org.oisp.gateway.device;

/**
 * The id of a device within its account: {@code dashboard.devices.id}. Several accounts may each have a device with the same id.
 *
 * @param value the id as in the token's {@code sub} and in the database; compared exactly
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

    /** The width of the column {@code dashboard.devices.id}, in characters (PROTOCOL.md, "The database"). */
    public static final int MAX_LENGTH = 255;

    /**
     * Returns whether a row can have this id. PostgreSQL text holds neither a NUL nor an unpaired surrogate: a NUL would fail the whole
     * batch of statements, and a surrogate would be sent as a question mark, which may be another device's id.
     */
    public boolean storable() {
        return value.codePointCount(0, value.length()) <= MAX_LENGTH
                && value.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }

    /** Orders by code points, which is the byte order of UTF-8 and PostgreSQL's {@code COLLATE "C"}. */
    @Override
    public int compareTo(DeviceId other) {
        String otherValue = other.value;
        int commonLength = Math.min(value.length(), otherValue.length());
        for (int i = 0; i < commonLength; i++) {
            char c = value.charAt(i);
            char d = otherValue.charAt(i);
            if (c != d) {
                // UTF-16 differs from code point order only for surrogates, whose code points come after all others.
                return Character.isSurrogate(c) == Character.isSurrogate(d)
                        ? Character.compare(c, d)
                        : Boolean.compare(Character.isSurrogate(c), Character.isSurrogate(d));
            }
        }
        return Integer.compare(value.length(), otherValue.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
