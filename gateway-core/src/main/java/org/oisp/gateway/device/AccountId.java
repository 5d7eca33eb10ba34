package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account that a device belongs to: {@code dashboard.devices."accountId"}, or {@code accounts[0].id} in the token.
 *
 * @param value the account's id
 */
public record AccountId(UUID value) implements Comparable<AccountId> {

    /**
     * Parses an account id in its canonical form of 36 characters, in either case.
     *
     * @param text what a peer sent
     * @return null if the text is not a UUID
     */
    public static @Nullable AccountId parse(String text) {
        UUID uuid = CanonicalUuid.parse(text);
        return uuid == null ? null : new AccountId(uuid);
    }

    /**
     * Parses an account id like {@link #parse(String)}, directly from the bytes of a message.
     *
     * @param utf8 an array that contains the text
     * @param from index of the first byte
     * @param length number of bytes
     * @return null if the text is not a UUID
     */
    public static @Nullable AccountId parse(byte[] utf8, int from, int length) {
        UUID uuid = CanonicalUuid.parse(utf8, from, length);
        return uuid == null ? null : new AccountId(uuid);
    }

    /** Orders by the text form, like PostgreSQL; {@link UUID} itself compares signed. */
    @Override
    public int compareTo(AccountId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
