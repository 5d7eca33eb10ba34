package org.oisp.gateway.auth.token;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;

/**
 * {@code accounts[0].id} of a token, interpreted as the original gateway does: if the access throws, the message is wrong; if the id is
 * falsy, the token is invalid; any other id is looked up.
 *
 * @param claimState which of these cases applies
 * @param account the account; null unless the id has the form that the database uses
 */
public record AccountClaim(ClaimState claimState, @Nullable AccountId account) {

    /** How the original gateway interprets the claim. */
    public enum ClaimState {
        /** The access to {@code accounts[0].id} throws. */
        ABSENT,
        /** The id is null, false, zero, empty or missing. */
        FALSY,
        /** There is an id, but perhaps not in the form that the database uses. */
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
