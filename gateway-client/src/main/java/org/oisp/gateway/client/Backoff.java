package org.oisp.gateway.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the wait before reconnecting. Full jitter, so that clients that were cut together do not reconnect together: the wait is
 * uniformly distributed from zero to a bound that doubles with each failure in a row.
 *
 * @param atOnce the bound after a lasting connection was cut, or the gateway asked to come back at once
 * @param first the bound after one failure
 * @param max the bound that no wait exceeds
 * @param steady how long a connection must last for its end to reset the failures in a row
 */
public record Backoff(Duration atOnce, Duration first, Duration max, Duration steady) {

    /** At once: within 1 s; otherwise bounds from 1 s to 60 s; a connection of 10 s has lasted. */
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10));

    private static final int DOUBLINGS = 30;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is negative, {@code first} is zero, or one is greater than {@code max}
     */
    public Backoff {
        if (atOnce.isNegative() || steady.isNegative() || first.isNegative() || first.isZero()) {
            throw new IllegalArgumentException("no wait may be negative, and the first must not be zero");
        }
        if (first.compareTo(max) > 0 || atOnce.compareTo(max) > 0) {
            throw new IllegalArgumentException("no wait may be longer than the longest, " + max);
        }
    }

    /**
     * Returns the wait before the next attempt.
     *
     * @param failures failures in a row; 0 to come back at once
     * @param random the source of the jitter
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
