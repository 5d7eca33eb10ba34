package org.oisp.gateway.server.socket.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.server.socket.origin.MisuseSettings;

/** Tests the limits of a single connection, on the test's own clock. */
class ConnectionLimitsTest {

    private static final int MAX = 600;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = Long.MAX_VALUE - SECOND;
    private final ConnectionLimits limits = new ConnectionLimits(
            new MisuseSettings(
                    Map.of(),
                    Map.of(Flood.PINGS, MAX),
                    Duration.ofNanos(ConnectionLimits.MAX_PAUSES * SECOND),
                    1,
                    Duration.ofSeconds(1),
                    1,
                    List.of()),
            now);

    @Test
    void aConnectionIsReadOnForAsMuchAsIsAllowed() {
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < MAX; i++) {
                assertThat(limits.record(Flood.PINGS, now)).isZero();
            }
            now += 60 * SECOND;
        }
    }

    @Test
    void whatIsOverIsReadAtTheAllowedRateAndThenTheConnectionIsClosed() {
        int taken = 0;
        int pauses = 0;
        long begun = now;
        long answer = 0;
        while (answer != ConnectionLimits.CLOSE) {
            answer = limits.record(Flood.PINGS, now);
            taken++;
            if (answer > 0) {
                pauses++;
                now += answer;
            }
        }
        assertThat(pauses).isEqualTo(ConnectionLimits.MAX_PAUSES);
        long seconds = (now - begun) / SECOND;
        assertThat(seconds).isEqualTo(ConnectionLimits.MAX_PAUSES);
        assertThat(taken).isLessThanOrEqualTo(MAX + (int) (seconds + 1) * (MAX / 60 + 1));
    }

    @Test
    void aBurstThatIsLookedAtAllTheSameIsOnePause() {
        for (int i = 0; i < MAX; i++) {
            assertThat(limits.record(Flood.PINGS, now)).isZero();
        }
        assertThat(limits.record(Flood.PINGS, now)).isEqualTo(SECOND);
        for (int i = 0; i < 100; i++) {
            assertThat(limits.record(Flood.PINGS, now)).isZero();
        }
    }

    @Test
    void aConnectionThatBehavesAgainIsForgiven() {
        for (int round = 0; round < 3 * ConnectionLimits.MAX_PAUSES; round++) {
            long answer = 0;
            for (int i = 0; i <= MAX && answer == 0; i++) {
                answer = limits.record(Flood.PINGS, now);
            }
            assertThat(answer).isEqualTo(SECOND);
            now += 60 * SECOND;
        }
    }

    @Test
    void whatHasNoBoundIsNotCounted() {
        for (int i = 0; i < 10 * MAX; i++) {
            assertThat(limits.record(Flood.WRONG_CREDENTIALS, now)).isZero();
        }
    }
}
