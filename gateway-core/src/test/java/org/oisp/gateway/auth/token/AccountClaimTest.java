package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.auth.token.AccountClaim.ClaimState;
import org.oisp.gateway.device.AccountId;

/** Tests what the original makes of {@code accounts[0].id}: it throws, or the value is falsy, or it is looked up. */
class AccountClaimTest {

    private static final String ACCOUNT = "c4715841-bb1e-4c87-ad78-2376fe596a11";

    /** Returns claims where JavaScript throws: a property of undefined or null. */
    static Stream<@Nullable Object> absent() {
        return Stream.of(
                null,
                List.of(),
                Collections.singletonList(null),
                Arrays.asList(null, Map.of("id", ACCOUNT)),
                Map.of(),
                Map.of("id", ACCOUNT),
                5,
                0,
                true,
                false,
                "");
    }

    @ParameterizedTest
    @MethodSource("absent")
    void isAbsentWhereTheOriginalThrows(@Nullable Object accounts) {
        assertThat(AccountClaim.of(accounts)).isEqualTo(new AccountClaim(ClaimState.ABSENT, null));
    }

    static Stream<Object> falsy() {
        return Stream.of(
                id(null),
                id(false),
                id(0),
                id(0L),
                id(-0.0),
                id(new BigDecimal("0.000")),
                id(BigInteger.ZERO),
                // JavaScript numbers are doubles, so this is zero.
                id(new BigDecimal("1e-400")),
                id(""),
                List.of(Map.of()),
                List.of(Map.of("ID", ACCOUNT)),
                // A property that a primitive or an array lacks is undefined.
                List.of(5),
                List.of(true),
                List.of(ACCOUNT),
                List.of(""),
                List.of(List.of(ACCOUNT)),
                ACCOUNT);
    }

    @ParameterizedTest
    @MethodSource("falsy")
    void isNoTruthWhereTheOriginalSaysSo(Object accounts) {
        assertThat(AccountClaim.of(accounts)).isEqualTo(new AccountClaim(ClaimState.FALSY, null));
    }

    static Stream<Object> unknown() {
        return Stream.of(
                id("x"),
                id(" "),
                id("0"),
                id("false"),
                id(1),
                id(-1),
                id(0.5),
                id(true),
                id(List.of()),
                id(Map.of()),
                id(List.of(ACCOUNT)),
                id("{" + ACCOUNT + "}"),
                id("1-1-1-1-1"));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void isPresentButNoneThatTheDatabaseCanHave(Object accounts) {
        assertThat(AccountClaim.of(accounts)).isEqualTo(new AccountClaim(ClaimState.PRESENT, null));
    }

    @Test
    void isTheFirstAccount() {
        AccountClaim expected = new AccountClaim(ClaimState.PRESENT, new AccountId(UUID.fromString(ACCOUNT)));

        assertThat(AccountClaim.of(id(ACCOUNT))).isEqualTo(expected);
        assertThat(AccountClaim.of(List.of(Map.of("id", ACCOUNT, "name", "n"), Map.of("id", "x"))))
                .isEqualTo(expected);
        assertThat(AccountClaim.of(id("C4715841-BB1E-4C87-AD78-2376FE596A11"))).isEqualTo(expected);
    }

    private static List<Object> id(@Nullable Object value) {
        Map<String, @Nullable Object> account = new HashMap<>();
        account.put("id", value);
        return List.of(account);
    }
}
