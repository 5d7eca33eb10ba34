package org.oisp.gateway.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before coming back: full jitter, so that those who were cut together do not come back together. The wait is evenly
 * distributed between nothing and a bound, and the bound doubles with each failure in a row.
 *
 * @param atOnce the bound after a connection that had lasted and was cut, or was told to come back at once
 * @param first the bound after one failure
 * @param max the bound that no wait exceeds
 * @param steady how long a connection has to have lasted for its end not to count as one more failure in a row
 */
public record Backoff(Duration atOnce, Duration first, Duration max, Duration steady) {

    /** At once within 1 s; else from 1 s to 60 s; a connection of 10 s has lasted. */
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final int DOUBLINGS = 30;

    /** Checks the bounds: none may be negative, the first must not be zero, and none may be past the last. */
    public Backoff {
        if (atOnce.isNegative() || steady.isNegative() || first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("no wait may be negative, and the first must not be zero");
        }
        if (first.compareTo(max) > 0 || atOnce.compareTo(max) > 0) {
            throw new IllegalArgumentException("no wait may be longer than the longest, " + max);
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures failures in a row; 0 to come back at once
     * @param random where the jitter is from
     * @return the wait, not negative
     */
    public Duration delay(int failures, RandomGenerator random) {
        long bound = bound(failures).toNanos();
        return Duration.ofNanos(bound == 0 ? 0 : random.nextLong(bound + 1));
    }

    private Duration bound(int failures) {
        if (failures <= 0) {
            return atOnce;
        }
        if (failures > DOUBLINGS) {
            return max;
        }
        Duration grown = first.multipliedBy(1L << (failures - 1));
        return grown.compareTo(max) < 0 ? grown : max;
    }
}
