package org.oisp.gateway.device;

/**
 * The name a device goes by within its account: {@code dashboard.devices.id}. Several accounts may each have a device of
 * the same id.
 *
 * @param value the id as it stands in the token's {@code sub} and in the database; compared exactly
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

    /** The width of the column {@code dashboard.devices.id}, in characters (PROTOCOL.md, "The database"). */
    public static final int MAX_LENGTH = 255;

    /**
     * Whether a row could have this id at all. PostgreSQL text holds neither a NUL nor half a surrogate pair: the one would fail the
     * whole batch that it is in, the other would be sent as a question mark, which may be another device's id.
     *
     * @return false if no row of the database can have this id
     */
    public boolean storable() {
        return value.codePointCount(0, value.length()) <= MAX_LENGTH
                && value.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }

    /** By code points, which is the order of the bytes in UTF-8, and PostgreSQL's {@code COLLATE "C"}. */
    @Override
    public int compareTo(DeviceId other) {
        String theirs = other.value;
        int both = Math.min(value.length(), theirs.length());
        for (int i = 0; i < both; i++) {
            char c = value.charAt(i);
            char d = theirs.charAt(i);
            if (c != d) {
                // Only surrogates are not where their code points belong: behind all others.
                return Character.isSurrogate(c) == Character.isSurrogate(d)
                        ? Character.compare(c, d)
                        : Boolean.compare(Character.isSurrogate(c), Character.isSurrogate(d));
            }
        }
        return Integer.compare(value.length(), theirs.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
