package org.oisp.gateway.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account a device belongs to: {@code dashboard.devices."accountId"}, in the token {@code accounts[0].id}.
 *
 * @param value the account's id
 */
public record AccountId(UUID value) {

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

    @Override
    public String toString() {
        return value.toString();
    }
}
