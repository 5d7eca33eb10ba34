package org.oisp.gateway.server.cli.fleet;

/**
 * An open-loop schedule: when each actuation is due is settled before the first is sent, and does not depend on how the earlier ones
 * fare. Latency that is measured from then includes what an actuation waited since the ones before it were slow (no coordinated
 * omission). Times are those of {@link System#nanoTime()}.
 */
final class SendSchedule {

    private static final double NANOS = 1e9;

    private final long start;
    private final double rate;

    SendSchedule(long start, double rate) {
        this.start = start;
        this.rate = rate;
    }

    /** When the actuation of this number is due, from 0. */
    long due(long number) {
        // Not a sum of intervals: that would drift.
        return start + (long) (number * NANOS / rate);
    }
}
