package org.oisp.gateway.cluster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests the estimate of the database's clock from its last answer and the time since then. */
class DatabaseClockTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos() / 1_000;

    private long nanos = -7;
    private final DatabaseClock clock = new DatabaseClock(Duration.ofMinutes(1), () -> nanos);

    @Test
    void whileNothingIsKnownNoTimeIsAhead() {
        assertThat(clock.nowMicros()).isEqualTo(DatabaseClock.UNKNOWN);
        assertThat(clock.isAhead(Long.MAX_VALUE)).isFalse();
        assertThat(clock.isOutsideLeeway(5)).isFalse();
    }

    @Test
    void goesOnByItselfAndNeverBehindWhatTheAnswerTook() {
        assertThat(clock.sampled(1_000, 500_000)).isFalse();
        assertThat(clock.nowMicros()).isEqualTo(1_500);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(clock.nowMicros()).isEqualTo(1_500 + 60 * MINUTE);
    }

    @Test
    void aTimeIsAheadFromTheLeewayOn() {
        clock.sampled(1_000, 0);
        assertThat(clock.isAhead(1_000 + MINUTE)).isFalse();
        assertThat(clock.isAhead(1_001 + MINUTE)).isTrue();
        assertThat(clock.isAhead(Long.MAX_VALUE)).isTrue();
        assertThat(clock.isAhead(Long.MIN_VALUE)).isFalse();
        assertThat(clock.isOutsideLeeway(Long.MIN_VALUE)).isTrue();
        assertThat(clock.isOutsideLeeway(DatabaseClock.UNKNOWN)).isFalse();
    }

    @Test
    void theTimesOfRowsCountUntilTheDatabaseWasAsked() {
        clock.atLeast(10_000);
        clock.atLeast(5_000);
        assertThat(clock.nowMicros()).isEqualTo(10_000);
        assertThat(clock.sampled(1_000, 0)).isFalse();
        clock.atLeast(Long.MAX_VALUE / 2);
        assertThat(clock.nowMicros()).isEqualTo(1_000);
    }

    @Test
    void saysWhenItWasFarFromWhatTheDatabaseSays() {
        clock.sampled(1_000, 0);
        nanos += 1_000;
        assertThat(clock.sampled(1_001 + MINUTE / 2, 0)).isFalse();
        assertThat(clock.sampled(1_001, 0)).isFalse();
        // As after the machine was suspended.
        assertThat(clock.sampled(10 * MINUTE, 0)).isTrue();
        assertThat(clock.sampled(1_000, 0)).isTrue();
    }
}
