package org.oisp.gateway.auth.token;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;

/**
 * {@code accounts[0].id} of a token, as the original takes it: what throws there is a wrong message, an id that is no truth is an
 * invalid token, and any other is looked up.
 *
 * @param claimState which of these it is
 * @param account the account, if there is one that the database can have
 */
public record AccountClaim(ClaimState claimState, @Nullable AccountId account) {

    /** What the original makes of the claim. */
    public enum ClaimState {
        /** {@code accounts[0].id} throws. */
        ABSENT,
        /** It is null, false, zero or empty. */
        FALSY,
        /** It is an id, if perhaps none that the database can have. */
        PRESENT
    }

    private static final AccountClaim ABSENT = new AccountClaim(ClaimState.ABSENT, null);
    private static final AccountClaim FALSY = new AccountClaim(ClaimState.FALSY, null);

    static AccountClaim of(@Nullable Object accounts) {
        Object first;
        if (accounts instanceof List<?> list && !list.isEmpty()) {
            first = list.get(0);
        } else if (accounts instanceof String text && !text.isEmpty()) {
            return FALSY;
        } else {
            return ABSENT;
        }
        if (first == null) {
            return ABSENT;
        }
        Object id = first instanceof Map<?, ?> map ? map.get("id") : null;
        if (isFalsy(id)) {
            return FALSY;
        }
        return new AccountClaim(ClaimState.PRESENT, id instanceof String text ? AccountId.parse(text) : null);
    }

    private static boolean isFalsy(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return !truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() == 0;
        }
        return value == null || value.equals("");
    }
}
