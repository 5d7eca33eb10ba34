package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.auth.RegistrationOutcome;

/** Peers cannot forge, hide or flood log lines through the ids that they send. */
class UntrustedTextTest {

    @Test
    void leavesIdsAsTheyAre() {
        String id = "c4715841-bb1e-4c87-ad78-2376fe596a11/Gerät 世界 \uD83D\uDCA1 {}";
        assertThat(new UntrustedText(id)).hasToString(id);
        assertThat(new UntrustedText("x".repeat(UntrustedText.MAX_LENGTH)))
                .hasToString("x".repeat(UntrustedText.MAX_LENGTH));
        assertThat(new UntrustedText(null)).hasToString("null");
    }

    @ParameterizedTest
    @CsvSource({"000A", "000D", "0000", "001B", "007F", "0085", "2028", "2029", "202E", "200B", "FEFF", "D800", "DFFF"})
    void replacesWhatWouldEndOrTurnTheLine(String hex) {
        assertThat(new UntrustedText("a" + (char) Integer.parseInt(hex, 16) + "b"))
                .hasToString("a?b");
    }

    @Test
    void cutsLongTexts() {
        assertThat(new UntrustedText("x".repeat(1_000_000)))
                .hasToString("x".repeat(UntrustedText.MAX_LENGTH) + "... (1000000 characters)");
    }

    @Test
    void standsInTheLineOfARefusedRegistration() {
        try (LogLines lines = new LogLines()) {
            new RegistrationEvents(new SimpleMeterRegistry())
                    .refused("10.0.0.1:5", "a\n2026-11-22 INFO forged", RegistrationOutcome.INVALID_TOKEN);
            assertThat(lines.all())
                    .containsExactly(
                            "WARN peer=10.0.0.1:5 device=a?2026-11-22 INFO forged not registered: invalid_token");
        }
    }
}
