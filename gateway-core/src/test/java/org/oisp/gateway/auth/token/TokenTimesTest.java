package org.oisp.gateway.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests when tokens are valid, on the test's own clock, including cached tokens. */
class TokenTimesTest {

    private static final Instant EXPIRY = Instant.ofEpochSecond(1_893_456_000);
    private static final String CLAIMS = "{\"sub\":\"example001\",\"exp\":1893456000}";

    private Instant now = EXPIRY.minus(Duration.ofDays(1));
    private final TokenVerifier verifier = Keys.verifier(() -> now);

    @Test
    void saysTheSameOfATokenThatItRemembers() {
        String token = Keys.tokenOf(CLAIMS);
        VerifiedToken first = verifier.verify(token);

        assertThat(verifier.verify(token)).isEqualTo(first);
    }

    @Test
    void refusesATokenFromTheMomentItExpires() {
        String token = Keys.tokenOf(CLAIMS);

        now = EXPIRY.minusMillis(1);
        assertThat(Keys.verifier(() -> now).verify(token)).isNotNull();
        now = EXPIRY;
        assertThat(Keys.verifier(() -> now).verify(token)).isNull();
        now = EXPIRY.plusSeconds(1);
        assertThat(Keys.verifier(() -> now).verify(token)).isNull();
    }

    @Test
    void refusesATokenThatItRemembersFromTheMomentItExpires() {
        String token = Keys.tokenOf(CLAIMS);
        assertThat(verifier.verify(token)).isNotNull();

        now = EXPIRY.minusMillis(1);
        assertThat(verifier.verify(token)).isNotNull();
        now = EXPIRY;
        assertThat(verifier.verify(token)).isNull();
        now = EXPIRY.plus(Duration.ofDays(1));
        assertThat(verifier.verify(token)).isNull();
    }

    @Test
    void remembersATokenWithoutAnExpiryForEver() {
        String token = Keys.tokenOf("{\"sub\":\"example001\"}");
        assertThat(verifier.verify(token).expiresAtMillis()).isEqualTo(Long.MAX_VALUE);

        now = EXPIRY.plus(Duration.ofDays(36_500));
        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void refusesATokenBeforeItsTime() {
        String token = Keys.tokenOf("{\"sub\":\"d\",\"nbf\":" + EXPIRY.getEpochSecond() + "}");

        now = EXPIRY.minusSeconds(1);
        assertThat(verifier.verify(token)).isNull();
        now = EXPIRY;
        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void remembersNoTokenThatItRefused() {
        String token = Keys.tokenOf("{\"sub\":\"d\",\"nbf\":" + EXPIRY.getEpochSecond() + "}");
        assertThat(verifier.verify(token)).isNull();
        assertThat(verifier.verify(token)).isNull();
    }
}
