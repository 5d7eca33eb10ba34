package org.oisp.gateway.cluster.trust;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of the database's clock: the last time that the database said, and how long ago that was by a clock that
 * nobody sets. Never earlier than the database's own by more than an answer takes. Thread-safe.
 */
public final class DatabaseClock {

    /** What the time is while the database has not said one. */
    public static final long UNKNOWN = 0;

    private static final long NANOS_PER_MICRO = 1_000;

    private final long leewayMicros;
    private final LongSupplier nanos;
    private volatile @Nullable ClockReading clockReading;

    /**
     * Makes a clock that knows nothing yet.
     *
     * @param leeway how far a time may be from this clock
     * @param nanos the clock that nobody sets
     */
    public DatabaseClock(Duration leeway, LongSupplier nanos) {
        this.leewayMicros = TimeUnit.NANOSECONDS.toMicros(leeway.toNanos());
        this.nanos = nanos;
    }

    /** That it was at least {@code micros} at {@code nanos}; {@code asked} if the database was asked for its time. */
    private record ClockReading(long micros, long nanos, boolean asked) {
        long at(long now) {
            return micros + (now - nanos) / NANOS_PER_MICRO;
        }
    }

    /**
     * The database was asked for its time.
     *
     * @param micros what it said, in microseconds since 1970
     * @param tookNanos how long that took; the time may be later by so much
     * @return whether what was known before was wrong by more than half the leeway, so that what was said by it may not have been
     *     believed
     */
    public boolean sampled(long micros, long tookNanos) {
        long now = nanos.getAsLong();
        ClockReading before = clockReading;
        long latest = micros + tookNanos / NANOS_PER_MICRO;
        clockReading = new ClockReading(latest, now, true);
        return before != null && Math.abs(before.at(now) - latest) > leewayMicros / 2;
    }

    /**
     * A row has just got this time. Counts for as long as the database was not asked: what it says is better, since a row's time is
     * ahead of the clock where the clock was set back.
     *
     * @param micros the row's time
     */
    public synchronized void atLeast(long micros) {
        ClockReading known = clockReading;
        long now = nanos.getAsLong();
        if (known == null || (!known.asked && known.at(now) < micros)) {
            clockReading = new ClockReading(micros, now, false);
        }
    }

    /**
     * The database's time.
     *
     * @return microseconds since 1970, or {@link #UNKNOWN}
     */
    public long nowMicros() {
        ClockReading known = clockReading;
        return known == null ? UNKNOWN : known.at(nanos.getAsLong());
    }

    /**
     * Whether a time cannot have been given by the database.
     *
     * @param micros the time
     * @return whether it is later than now by more than the leeway; false while the time is not known: nothing that this instance has
     *     can be older than such a time then
     */
    public boolean isAhead(long micros) {
        long now = nowMicros();
        // Not their difference, which may be more than a number holds.
        return now != UNKNOWN && micros > now + leewayMicros;
    }

    /**
     * Whether something was said too long ago, or is not said yet.
     *
     * @param micros the database's time as whoever said it knew it
     * @return false also where one of both does not know the time
     */
    boolean isElsewhen(long micros) {
        long now = nowMicros();
        return micros != UNKNOWN && now != UNKNOWN && (micros > now + leewayMicros || micros < now - leewayMicros);
    }
}
