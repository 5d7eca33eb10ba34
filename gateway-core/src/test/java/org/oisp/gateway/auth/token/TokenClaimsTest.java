package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how the original's library (jsonwebtoken 8) judges the claims of a token with a good signature. The time is a quarter of a second
 * past 1,700,000,000.
 */
class TokenClaimsTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_250L);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final TokenVerifier verifier = Keys.verifier(now::get);

    private boolean isAdmitted(String claims) {
        VerifiedToken token = verifier.verify(Keys.tokenOf("{\"sub\":\"d\"" + claims + "}"));
        return token != null && "d".equals(token.subject());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"exp\":1700000001",
                ",\"exp\":1700000000.5",
                ",\"exp\":1700000000.0000002",
                ",\"exp\":1.700000001e9",
                ",\"exp\":1e30",
                ",\"exp\":1e400",
                ",\"exp\":9223372036854775807",
                ",\"exp\":9223372036854775808",
                ",\"exp\":123456789012345678901234567890123456789012345678901234567890",
                ",\"exp\":0,\"exp\":1700000001",
                ",\"exp\":\"never\",\"exp\":1700000001",
                ",\"nbf\":1700000000",
                ",\"nbf\":1699999999.9",
                ",\"nbf\":0",
                ",\"nbf\":-0",
                ",\"nbf\":-1e400",
                ",\"nbf\":-1",
                ",\"nbf\":1e-400",
                // Claims that are not read may have any value.
                ",\"iat\":\"yesterday\"",
                ",\"iat\":1e400",
                ",\"iat\":null",
                ",\"iat\":{}",
                ",\"jti\":5",
                ",\"jti\":{}",
                ",\"iss\":5",
                ",\"iss\":[]",
                ",\"aud\":5",
                ",\"aud\":{\"a\":[true]}",
                ",\"\\u0000exp\":\"x\"",
                ",\"crit\":[\"exp\"],\"b64\":false"
            })
    void admits(String claims) {
        assertThat(isAdmitted(claims)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"exp\":1700000000",
                ",\"exp\":1699999999.5",
                ",\"exp\":0",
                ",\"exp\":-0",
                ",\"exp\":-1",
                ",\"exp\":-1e400",
                ",\"exp\":1e-400",
                ",\"exp\":\"1893456000\"",
                ",\"exp\":\"2030-01-01T00:00:00Z\"",
                ",\"exp\":\"\"",
                ",\"exp\":{}",
                ",\"exp\":[]",
                ",\"exp\":[1893456000]",
                ",\"exp\":null",
                ",\"exp\":true",
                ",\"exp\":false",
                ",\"exp\":1893456000,\"exp\":null",
                ",\"nbf\":1700000001",
                ",\"nbf\":1700000000.5",
                ",\"nbf\":1e30",
                ",\"nbf\":1e400",
                ",\"nbf\":123456789012345678901234567890",
                ",\"nbf\":\"1600000000\"",
                ",\"nbf\":\"\"",
                ",\"nbf\":{}",
                ",\"nbf\":[]",
                ",\"nbf\":null",
                ",\"nbf\":true",
                ",\"nbf\":1600000000,\"nbf\":\"x\"",
                // A name that begins with NUL does not replace a claim.
                ",\"exp\":1,\"\\u0000exp\":1893456000",
                ",\"sub\":\"e\",\"\\u0000sub\":\"d\"",
                ",\"sub\":null",
                ",\"sub\":5",
                ",\"sub\":[\"d\"]",
                // JSON.parse refuses these.
                ",\"exp\":01893456000",
                ",\"exp\":+1893456000",
                ",\"exp\":.5",
                ",\"exp\":NaN",
                ",\"exp\":Infinity",
                ",\"exp\":0x70dbd880",
                "},{",
                "} x"
            })
    void refuses(String claims) {
        assertThat(isAdmitted(claims)).isFalse();
    }

    @Test
    void aFractionEndsWithItsSecondAlsoForATokenThatIsRemembered() {
        String token = Keys.tokenOf("{\"sub\":\"d\",\"exp\":1700000000.5}");
        assertThat(verifier.verify(token)).isNotNull();

        now.set(Instant.ofEpochMilli(1_700_000_000_999L));
        assertThat(verifier.verify(token)).isNotNull();
        assertThat(Keys.verifier(now::get).verify(token)).isNotNull();
        now.set(Instant.ofEpochMilli(1_700_000_001_000L));
        assertThat(verifier.verify(token)).isNull();
        assertThat(Keys.verifier(now::get).verify(token)).isNull();
    }

    @Test
    void anEndBeyondTheCalendarIsNone() {
        assertThat(verifier.verify(Keys.tokenOf("{\"exp\":1e30}")).expiresAtMillis())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(verifier.verify(Keys.tokenOf("{\"exp\":9e15}")).expiresAtMillis())
                .isEqualTo(9_000_000_000_000_000_000L);
    }

    @Test
    void aLeewayIsForTheBeginningOnly() {
        TokenVerifier lenient =
                new TokenVerifier(Keys.ourPublicKey(), null, 100, Duration.ofSeconds(5), InstantSource.fixed(NOW));

        assertThat(lenient.verify(Keys.tokenOf("{\"nbf\":1700000005}"))).isNotNull();
        assertThat(lenient.verify(Keys.tokenOf("{\"nbf\":1700000006}"))).isNull();
        assertThat(lenient.verify(Keys.tokenOf("{\"nbf\":-1e400}"))).isNotNull();
        assertThat(lenient.verify(Keys.tokenOf("{\"nbf\":-9223372036854774}"))).isNotNull();
        assertThat(lenient.verify(Keys.tokenOf("{\"exp\":1700000000}"))).isNull();
    }

    @Test
    void aTokenThatWasGoodCostsNoSecondSignature() {
        String token = Keys.tokenOf("{\"sub\":\"d\"}");
        assertThat(verifier.remembered()).isZero();
        VerifiedToken first = verifier.verify(token);

        assertThat(verifier.remembered()).isEqualTo(1);
        assertThat(verifier.verify(token)).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"crit\":[]}",
                "{\"alg\":\"RS256\",\"crit\":null}",
                "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":true}",
                "{\"alg\":\"RS256\",\"b64\":true}",
                "{\"alg\":\"RS256\",\"b64\":false}",
                "{\"alg\":\"RS256\",\"b64\":null}",
                "{\"alg\":\"RS256\",\"alg\":\"none\"}",
                "[]"
            })
    void refusesAHeader(String header) {
        String token = Keys.token(header, "{\"sub\":\"d\"}", Keys.OURS.getPrivate(), "SHA256withRSA", null);
        assertThat(verifier.verify(token)).isNull();
    }

    /** The original ignores all of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"cty\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"cty\":\"text/plain\"}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"any\",\"x\":[{}]}"
            })
    void admitsAHeader(String header) {
        String token = Keys.token(header, "{\"sub\":\"d\"}", Keys.OURS.getPrivate(), "SHA256withRSA", null);
        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void aTokenHasOneSpelling() {
        String token = Keys.tokenOf("{\"sub\":\"d\"}");
        assertThat(verifier.verify(token)).isNotNull();
        String[] parts = token.split("\\.");

        // A signature of 256 bytes leaves the lowest bits of the last character unused.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = token.charAt(token.length() - 1);
        String otherLast = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) | 1);
        assertThat(otherLast).isNotEqualTo(token);
        for (String other : new String[] {
            otherLast,
            token + "=",
            token + "==",
            token + "\n",
            " " + token,
            token + ".",
            token + ".x",
            parts[0] + "=." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + "=." + parts[2],
            parts[0] + "." + parts[1] + "\n." + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2].replace('_', '/').replace('-', '+') + "=",
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            "..",
            ""
        }) {
            assertThat(verifier.verify(other)).as(other).isNull();
        }
    }
}
