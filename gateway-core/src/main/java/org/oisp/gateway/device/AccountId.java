package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account a device belongs to: {@code dashboard.devices."accountId"}, in the token {@code accounts[0].id}.
 *
 * @param value the account's id
 */
public record AccountId(UUID value) implements Comparable<AccountId> {

    /**
     * Reads an account id in its canonical form of 36 characters, in either case.
     *
     * @param text what a peer wrote
     * @return the account id, or null if the text is not a UUID
     */
    public static @Nullable AccountId parse(String text) {
        UUID uuid = CanonicalUuid.parse(text);
        return uuid == null ? null : new AccountId(uuid);
    }

    /**
     * Reads an account id as {@link #parse(String)} does, straight from the bytes of a message.
     *
     * @param utf8 an array with the text somewhere in it
     * @param from where the text begins
     * @param length how many bytes it has
     * @return the account id, or null if the text is not a UUID
     */
    public static @Nullable AccountId parse(byte[] utf8, int from, int length) {
        UUID uuid = CanonicalUuid.parse(utf8, from, length);
        return uuid == null ? null : new AccountId(uuid);
    }

    /** By the text form, as PostgreSQL has it too; {@link UUID} itself is ordered in another way. */
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
