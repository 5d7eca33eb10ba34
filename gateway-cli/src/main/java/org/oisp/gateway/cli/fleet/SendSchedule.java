package org.oisp.gateway.cli.fleet;

/**
 * An open-loop schedule: all due times are fixed before the first actuation is sent, however long the earlier ones take. Latency measured
 * from the due time includes the wait that slow earlier actuations cause (no coordinated omission). Times are those of
 * {@link System#nanoTime()}.
 */
final class SendSchedule {

    private static final double NANOS = 1e9;

    private final long start;
    private final double rate;

    SendSchedule(long start, double rate) {
        this.start = start;
        this.rate = rate;
    }

    /** Returns when an actuation is due; numbers count from 0. */
    long due(long number) {
        // Not a sum of intervals, which would drift.
        return start + (long) (number * NANOS / rate);
    }
}
