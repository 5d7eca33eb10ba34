package org.oisp.gateway.cluster.trust;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the database's clock: its last known time plus the time that has passed since by a monotonic clock. Behind the database's
 * clock by at most the duration of one answer. Thread-safe.
 */
public final class DatabaseClock {

    /** The time while the database's time is unknown. */
    public static final long UNKNOWN = 0;

    private static final long NANOS_PER_MICRO = 1_000;

    private final long leewayMicros;
    private final LongSupplier nanos;
    private volatile @Nullable ClockReading clockReading;

    /**
     * Creates a clock without a reading.
     *
     * @param leeway how far a time may deviate from this clock
     * @param nanos a monotonic clock in nanoseconds
     */
    public DatabaseClock(Duration leeway, LongSupplier nanos) {
        this.leewayMicros = TimeUnit.NANOSECONDS.toMicros(leeway.toNanos());
        this.nanos = nanos;
    }

    /** The time was at least {@code micros} at {@code nanos}; {@code asked} if it is the answer to a query for the time. */
    private record ClockReading(long micros, long nanos, boolean asked) {
        long at(long now) {
            return micros + (now - nanos) / NANOS_PER_MICRO;
        }
    }

    /**
     * Records the answer to a query for the database's time.
     *
     * @param micros the answer, in microseconds since 1970
     * @param tookNanos the duration of the query; the time may be later by that much
     * @return whether the former reading was wrong by more than half the leeway, so that messages dated by it may have been rejected
     */
    public synchronized boolean sampled(long micros, long tookNanos) {
        long now = nanos.getAsLong();
        ClockReading before = clockReading;
        long latest = micros + tookNanos / NANOS_PER_MICRO;
        clockReading = new ClockReading(latest, now, true);
        return before != null && Math.abs(before.at(now) - latest) > leewayMicros / 2;
    }

    /**
     * Records the time of a row that was just written. Used only until the database is first asked for its time, because a row's time is
     * ahead of a clock that was set back.
     *
     * @param micros microseconds since 1970
     */
    public synchronized void atLeast(long micros) {
        ClockReading known = clockReading;
        long now = nanos.getAsLong();
        if (known == null || (!known.asked && known.at(now) < micros)) {
            clockReading = new ClockReading(micros, now, false);
        }
    }

    /**
     * Returns the estimated database time.
     *
     * @return microseconds since 1970, or {@link #UNKNOWN}
     */
    public long nowMicros() {
        ClockReading known = clockReading;
        return known == null ? UNKNOWN : known.at(nanos.getAsLong());
    }

    /**
     * Returns whether the database cannot have given a time yet.
     *
     * @param micros microseconds since 1970
     * @return whether it is later than now by more than the leeway; false while the time is unknown, when this instance has no row that
     *     could be older
     */
    public boolean isAhead(long micros) {
        long now = nowMicros();
        // Not the difference, which may overflow.
        return now != UNKNOWN && micros > now + leewayMicros;
    }

    /**
     * Returns whether a message is too old, or dated in the future.
     *
     * @param micros the database's time as its sender knew it
     * @return false if the sender or this instance does not know the time
     */
    boolean isOutsideLeeway(long micros) {
        long now = nowMicros();
        return micros != UNKNOWN && now != UNKNOWN && (micros > now + leewayMicros || micros < now - leewayMicros);
    }
}
