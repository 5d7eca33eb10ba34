package org.oisp.gateway.telemetry;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Histogram of recent delivery times, accurate to one per cent. {@link #record} is called for each delivery by any thread; it takes no
 * lock and allocates nothing. Threads are spread over several recorders, since two that write to one cache line delay each other.
 */
public final class DeliveryTimes {

    /** Longer times are recorded as this value. */
    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private static final int DIGITS = 2;

    /** Each recorder takes about 40 KB. */
    private static final int MAX_RECORDERS = 8;

    private final Recorder[] recorders;
    private final Histogram[] recycled;
    private final Histogram sum = new Histogram(LONGEST_MICROS, DIGITS);

    /** Creates an empty histogram. */
    public DeliveryTimes() {
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), MAX_RECORDERS);
        int count = Integer.highestOneBit(2 * processors - 1);
        recorders = new Recorder[count];
        recycled = new Histogram[count];
        for (int i = 0; i < count; i++) {
            recorders[i] = new Recorder(LONGEST_MICROS, DIGITS);
            recycled[i] = recorders[i].getIntervalHistogram();
        }
    }

    /**
     * Percentiles of delivery times, in microseconds.
     *
     * @param count number of deliveries
     * @param p50 the 50th percentile
     * @param p90 the 90th percentile
     * @param p99 the 99th percentile
     * @param p999 the 99.9th percentile
     * @param max the maximum
     */
    public record DeliveryPercentiles(long count, long p50, long p90, long p99, long p999, long max) {}

    /**
     * Records a delivery. Thread-safe; takes no lock and allocates nothing.
     *
     * @param nanos duration in nanoseconds; values over 60 s are recorded as 60 s
     */
    public void record(long nanos) {
        long micros = Math.max(0, Math.min(nanos / 1_000, LONGEST_MICROS));
        recorders[(int) Thread.currentThread().getId() & (recorders.length - 1)].recordValue(micros);
    }

    /**
     * Returns the percentiles since the last call, and resets the histogram. Not thread-safe, and not for an event loop: it waits for
     * recordings in progress.
     *
     * @return null if there were no deliveries
     */
    public @Nullable DeliveryPercentiles take() {
        sum.reset();
        for (int i = 0; i < recorders.length; i++) {
            recycled[i] = recorders[i].getIntervalHistogram(recycled[i]);
            sum.add(recycled[i]);
        }
        return sum.getTotalCount() == 0
                ? null
                : new DeliveryPercentiles(
                        sum.getTotalCount(),
                        sum.getValueAtPercentile(50),
                        sum.getValueAtPercentile(90),
                        sum.getValueAtPercentile(99),
                        sum.getValueAtPercentile(99.9),
                        sum.getMaxValue());
    }
}
