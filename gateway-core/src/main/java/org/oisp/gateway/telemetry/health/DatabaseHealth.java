package org.oisp.gateway.telemetry.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether registrations succeed at the database: what they experience, and what probes that do the same find meanwhile. One success
 * or failure among others does not change it, nor does anything that is done at other tables. Thread-safe.
 */
public final class DatabaseHealth {

    /** So many registrations in a row that fail are no device's fault. */
    private static final int FAILURES = 3;

    /** Nor are two, with no better one for so long in between: an idle gateway has few. */
    private static final long FAILING = Duration.ofSeconds(1).toNanos();

    /** For so long after a registration failed, a probe that saw nothing of it is not believed. */
    private static final long DISTRUST = Duration.ofSeconds(10).toNanos();

    /** For so long the last look holds when nobody registers. */
    private static final long HOLDS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private volatile NeighbourState state = NeighbourState.UNKNOWN;
    private Streak registrations = Streak.NONE;
    private boolean probeFailed;
    /** Whether a probe failed in this outage, too, so that the next good one means that the outage is over. */
    private boolean probesAgree;

    private boolean suspected;
    private long lookedNanos;

    /**
     * Makes a state that is not known.
     *
     * @param nanos a clock as {@link System#nanoTime()}
     */
    public DatabaseHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong() - HOLDS;
    }

    /** What a success or a failure is evidence of. */
    public enum Evidence {
        /** Devices were looked up and bound. */
        REGISTRATION,
        /** The same was tried and rolled back. */
        PROBE,
        /** Something else: its failure is a reason to probe, its success says nothing of registrations. */
        OTHER
    }

    /**
     * Something succeeded.
     *
     * @param what it was
     * @return whether the database was down before this
     */
    public synchronized boolean succeeded(Evidence what) {
        if (what == Evidence.OTHER) {
            return false;
        }
        long now = nanos.getAsLong();
        lookedNanos = now;
        suspected = false;
        probeFailed = false;
        boolean blind = what == Evidence.PROBE && !registrations.isEmpty() && !probesAgree;
        if (blind && now - registrations.last < DISTRUST) {
            return false;
        }
        registrations = Streak.NONE;
        probesAgree = false;
        boolean wasDown = state == NeighbourState.DOWN;
        state = NeighbourState.UP;
        return wasDown;
    }

    /**
     * Something failed.
     *
     * @param what it was
     * @return whether the database was not down before this, and is now
     */
    public synchronized boolean failed(Evidence what) {
        long now = nanos.getAsLong();
        suspected = true;
        boolean down = switch (what) {
            case REGISTRATION -> {
                registrations = registrations.longer(now);
                yield probeFailed || registrations.count >= FAILURES || now - registrations.first >= FAILING;
            }
            case PROBE -> {
                boolean again = probeFailed;
                lookedNanos = now;
                probeFailed = true;
                probesAgree = true;
                yield again || !registrations.isEmpty() || state == NeighbourState.UNKNOWN;
            }
            case OTHER -> false;
        };
        if (!down || state == NeighbourState.DOWN) {
            return false;
        }
        state = NeighbourState.DOWN;
        return true;
    }

    /**
     * How the database is.
     *
     * @return down, up or unknown
     */
    public NeighbourState state() {
        return state;
    }

    /**
     * Whether it is time to probe.
     *
     * @return true if something failed since the last look, or the last look is too old
     */
    public synchronized boolean wantsProbe() {
        return suspected || state != NeighbourState.UP || nanos.getAsLong() - lookedNanos >= HOLDS;
    }

    /** Registrations in a row that failed. */
    private record Streak(int count, long first, long last) {
        private static final Streak NONE = new Streak(0, 0, 0);

        boolean isEmpty() {
            return count == 0;
        }

        Streak longer(long now) {
            return new Streak(count + 1, count == 0 ? now : first, now);
        }
    }
}
