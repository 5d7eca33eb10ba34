package org.oisp.gateway.auth.admission;

import java.util.concurrent.TimeUnit;

/**
 * How many registrations may be under way: additive increase, multiplicative decrease. It grows while registrations take about as long
 * as the quickest of late and the event loops are on time; it shrinks when most take much longer, which is when they only wait for each
 * other, or when the loops are late, which is when connected devices wait. Not thread-safe; its caller says what time it is.
 */
final class AdmissionLimit {

    /**
     * The first limit, and the least: so many are done in time by a cold process on a machine that has much else to do, and some rows
     * that somebody has locked leave room for others.
     */
    static final int LEAST = 64;

    /** Event loops that are late do not bring it below this: they have little to do with registrations, and may be late for others. */
    static final int LEAST_IF_LATE = 256;

    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG_WINDOW = TimeUnit.SECONDS.toNanos(1);
    /** Fewer say nothing, unless there are no more in a long window. */
    private static final int ENOUGH = 8;

    /** Registrations only wait for each other if they take so many times as long as the quickest. */
    private static final int SLOWDOWN = 2;
    /** Below this part of their deadline none is slow, whatever the quickest takes; and past the other all are. */
    private static final int QUICK_PART = 5;

    private static final int SLOW_PART = 2;

    private final int most;
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
     * Makes a limit that nothing is known of yet.
     *
     * @param most what it never exceeds
     * @param timeoutNanos the deadline of a registration
     */
    AdmissionLimit(int most, long timeoutNanos, long now) {
        this.most = most;
        this.timeoutNanos = timeoutNanos;
        this.limit = Math.min(LEAST, most);
        this.baseNanos = timeoutNanos / QUICK_PART;
        this.windowStart = now;
    }

    int current() {
        return limit;
    }

    /**
     * A registration has its answer, or has had its time.
     *
     * @param took how long it was under way
     * @param underWay how many were
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
        int least = Math.min(2 * slow > answers ? LEAST : LEAST_IF_LATE, most);
        if ((2 * slow > answers || late) && limit > least) {
            shrunk = true;
            limit = Math.max(least, limit - limit / 4);
        } else if (2 * slow <= answers && 2 * peak >= limit && (!late || limit < least)) {
            // What nobody has used says nothing about more.
            limit = Math.min(most, limit + (shrunk ? Math.max(1, limit / 16) : limit));
        }
        // A database that has become slower is the new measure after a while.
        baseNanos = Math.min(quickest, baseNanos + baseNanos / 64 + 1);
    }

    private long slowNanos() {
        return Math.min(Math.max(SLOWDOWN * baseNanos, timeoutNanos / QUICK_PART), timeoutNanos / SLOW_PART);
    }
}
