package org.oisp.gateway.device;

/**
 * The name a device goes by within its account: {@code dashboard.devices.id}. Several accounts may each have a device of
 * the same id.
 *
 * @param value the id as it stands in the token's {@code sub} and in the database; compared exactly
 */
public record DeviceId(String value) {

    /** The width of the column {@code dashboard.devices.id}, in characters (PROTOCOL.md, "The database"). */
    public static final int MAX_LENGTH = 255;

    /**
     * Whether a row could have this id at all. PostgreSQL text cannot hold a NUL, and one value that the database refuses
     * would fail the whole batch that it is in.
     *
     * @return false if no row of the database can have this id
     */
    public boolean storable() {
        // The column counts characters, not Java's halves of them.
        return value.codePointCount(0, value.length()) <= MAX_LENGTH && value.indexOf('\0') < 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
