package org.oisp.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration MS = Duration.ofMillis(1);

    private final Backoff backoff =
            new Backoff(MS.multipliedBy(200), MS.multipliedBy(500), MS.multipliedBy(4000), Duration.ofSeconds(10));

    /** Always returns the greatest possible value, for the longest wait. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theBoundDoublesWithEachFailureUpToTheLongest() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 30, 31, 1000)
                        .mapToLong(failures -> backoff.delay(failures, LONGEST).toMillis()))
                .containsExactly(200L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L, 4000L, 4000L);
    }

    @Test
    void waitsAreSpreadOverTheWholeTimeBelowTheBound() {
        Random random = new Random(7);
        long[] waits = IntStream.range(0, 10_000)
                .mapToLong(i -> backoff.delay(2, random).toMillis())
                .sorted()
                .toArray();
        assertThat(waits[0]).isBetween(0L, 5L);
        assertThat(waits[5_000]).isBetween(470L, 530L);
        assertThat(waits[9_999]).isBetween(995L, 1000L);
    }

    @Test
    void noJitterAtOnceIsPossible() {
        Backoff atOnce = new Backoff(Duration.ZERO, MS, MS, Duration.ZERO);
        assertThat(atOnce.delay(0, LONGEST)).isZero();
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(MS, Duration.ZERO, MS, MS));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(MS, MS.multipliedBy(2), MS, MS));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(MS.multipliedBy(2), MS, MS, MS));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(MS.negated(), MS, MS, MS));
    }
}
