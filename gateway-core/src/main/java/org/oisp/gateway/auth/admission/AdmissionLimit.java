package org.oisp.gateway.auth.admission;

import java.util.concurrent.TimeUnit;

/**
 * The limit for registrations in progress: additive increase, multiplicative decrease. It grows while registrations take about as long as
 * the quickest recent one and the event loops are on time. It shrinks when most take much longer, since they then only wait for each other,
 * or when the loops are late, since connected devices then wait. Not thread-safe; the caller passes the time.
 */
final class AdmissionLimit {

    /**
     * The first and the minimum limit: a cold process on a busy machine can finish so many in time, and a few locked rows leave room for
     * other registrations.
     */
    static final int MIN = 64;

    /** The minimum for late event loops alone: registrations use the loops little, and other work may delay them. */
    static final int MIN_IF_LATE = 256;

    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG_WINDOW = TimeUnit.SECONDS.toNanos(1);
    /** The minimum number of answers to adapt on, except at the end of a long window. */
    private static final int ENOUGH = 8;

    /** A registration is slow if it takes so many times as long as the quickest. */
    private static final int SLOWDOWN = 2;
    /** A registration within 1/5 of its deadline is never slow, however fast the quickest is; past 1/2 it always is. */
    private static final int QUICK_PART = 5;

    private static final int SLOW_PART = 2;

    private final int max;
    private final long timeoutNanos;
    private int limit;
    private boolean shrunk;
    private long baseNanos;

    private long windowStart;
    private int answers;
    private int slow;
    private int peak;
    private long quickest = Long.MAX_VALUE;
    private boolean late;

    /**
     * Creates a limit without measurements.
     *
     * @param max the maximum
     * @param timeoutNanos the deadline of a registration
     */
    AdmissionLimit(int max, long timeoutNanos, long now) {
        this.max = max;
        this.timeoutNanos = timeoutNanos;
        this.limit = Math.min(MIN, max);
        this.baseNanos = timeoutNanos / QUICK_PART;
        this.windowStart = now;
    }

    int current() {
        return limit;
    }

    /**
     * Records that a registration was answered or timed out, and adapts the limit at the end of a window.
     *
     * @param took how long it was in progress, in nanoseconds
     * @param underWay how many were in progress
     * @param loopsLate whether the event loops are late
     */
    void answered(long now, long took, int underWay, boolean loopsLate) {
        answers++;
        if (took > slowNanos()) {
            slow++;
        }
        quickest = Math.min(quickest, took);
        peak = Math.max(peak, underWay);
        late |= loopsLate;
        long age = now - windowStart;
        if ((age >= WINDOW && answers >= ENOUGH) || age >= LONG_WINDOW) {
            adapt();
            windowStart = now;
            answers = 0;
            slow = 0;
            peak = 0;
            quickest = Long.MAX_VALUE;
            late = false;
        }
    }

    private void adapt() {
        int min = Math.min(2 * slow > answers ? MIN : MIN_IF_LATE, max);
        if ((2 * slow > answers || late) && limit > min) {
            shrunk = true;
            limit = Math.max(min, limit - limit / 4);
        } else if (2 * slow <= answers && 2 * peak >= limit && (!late || limit < min)) {
            // An unused limit does not show that more would work.
            limit = Math.min(max, limit + (shrunk ? Math.max(1, limit / 16) : limit));
        }
        // Rises slowly, so that a database that has become slower is the new baseline after a while.
        baseNanos = Math.min(quickest, baseNanos + baseNanos / 64 + 1);
    }

    private long slowNanos() {
        return Math.min(Math.max(SLOWDOWN * baseNanos, timeoutNanos / QUICK_PART), timeoutNanos / SLOW_PART);
    }
}
