package org.oisp.gateway.telemetry;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * How long deliveries took of late, to within one per cent. {@link #record} is called for each delivery by whatever thread makes it: it
 * takes no lock and allocates nothing. Threads mostly have a recorder each, since two that count in one cache line wait for each other.
 */
public final class DeliveryTimes {

    /** What took longer counts as this. */
    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private static final int DIGITS = 2;

    /** Each has some 40 KB. */
    private static final int MOST_RECORDERS = 8;

    private final Recorder[] recorders;
    private final Histogram[] recycled;
    private final Histogram sum = new Histogram(LONGEST_MICROS, DIGITS);

    /** Nothing is recorded yet. */
    public DeliveryTimes() {
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_RECORDERS);
        int count = Integer.highestOneBit(2 * processors - 1);
        recorders = new Recorder[count];
        recycled = new Histogram[count];
        for (int i = 0; i < count; i++) {
            recorders[i] = new Recorder(LONGEST_MICROS, DIGITS);
            recycled[i] = recorders[i].getIntervalHistogram();
        }
    }

    /**
     * What deliveries took, in microseconds; each is at most so long for that share of them.
     *
     * @param count how many there were
     * @param p50 for half of them
     * @param p90 for nine in ten
     * @param p99 for 99 in a hundred
     * @param p999 for 999 in a thousand
     * @param max for all of them
     */
    public record DeliveryPercentiles(long count, long p50, long p90, long p99, long p999, long max) {}

    /**
     * Records a delivery. By any thread; takes no lock and allocates nothing.
     *
     * @param nanos how long it took
     */
    public void record(long nanos) {
        long micros = Math.max(0, Math.min(nanos / 1_000, LONGEST_MICROS));
        recorders[(int) Thread.currentThread().getId() & (recorders.length - 1)].recordValue(micros);
    }

    /**
     * Says what deliveries took since the last time that this was asked, and forgets it. For one thread, not an event loop: it waits for
     * recordings that are under way.
     *
     * @return null if there were none
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
