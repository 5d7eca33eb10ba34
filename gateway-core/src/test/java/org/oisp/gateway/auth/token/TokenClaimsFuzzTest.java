package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/** Fuzzes signed tokens: the verifier accepts or refuses each without an exception, and always decides alike. */
class TokenClaimsFuzzTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final TokenVerifier VERIFIER = Keys.verifier(InstantSource.fixed(NOW));
    private static final TokenVerifier ANOTHER = Keys.verifier(InstantSource.fixed(NOW));

    /** The header is the text before the first line feed, the payload the text after it. */
    @FuzzTest
    void areJudged(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String header = end < 0 ? "{\"alg\":\"RS256\"}" : text.substring(0, end);
        String token = Keys.token(header, text.substring(end + 1), Keys.OURS.getPrivate(), "SHA256withRSA", null);
        VerifiedToken verified = VERIFIER.verify(token);
        assertThat(ANOTHER.verify(token)).isEqualTo(verified);
        // This time from the cache of valid tokens.
        assertThat(VERIFIER.verify(token)).isEqualTo(verified);
        if (verified != null) {
            assertThat(verified.expiresAtMillis()).isGreaterThan(NOW.toEpochMilli());
        }
    }
}
