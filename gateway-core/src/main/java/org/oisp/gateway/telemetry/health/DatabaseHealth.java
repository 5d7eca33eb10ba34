package org.oisp.gateway.telemetry.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tracks whether registrations succeed in the database, from registrations and from probes that try the same. A single success or failure
 * among others does not change the state, nor do statements on other tables. Thread-safe.
 */
public final class DatabaseHealth {

    /** So many failed registrations in a row are not the fault of one device. */
    private static final int FAILURES = 3;

    /** Nor are two so far apart without a success in between: an idle gateway has few registrations. */
    private static final long FAILING = Duration.ofSeconds(1).toNanos();

    /** For so long after a failed registration, a successful probe is ignored if no probe has failed in the same outage. */
    private static final long DISTRUST = Duration.ofSeconds(10).toNanos();

    /** For so long the last result is valid without a registration. */
    private static final long HOLDS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private volatile NeighbourState state = NeighbourState.UNKNOWN;
    private Streak registrations = Streak.NONE;
    private boolean probeFailed;
    /** Whether a probe has failed in this outage too, so that the next successful one ends the outage. */
    private boolean probesAgree;

    private boolean suspected;
    private long lookedNanos;

    /**
     * Creates an unknown state.
     *
     * @param nanos a clock like {@link System#nanoTime()}
     */
    public DatabaseHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong() - HOLDS;
    }

    /** The kind of operation that succeeded or failed. */
    public enum Evidence {
        /** A registration: devices were looked up and bound. */
        REGISTRATION,
        /** A trial registration that was rolled back. */
        PROBE,
        /** Any other statement: its failure triggers a probe, its success says nothing about registrations. */
        OTHER
    }

    /**
     * Records a success.
     *
     * @param what the kind of operation
     * @return whether this ended an outage
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
     * Records a failure.
     *
     * @param what the kind of operation
     * @return whether this began an outage
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
     * Returns the state of the database.
     *
     * @return down, up or unknown
     */
    public NeighbourState state() {
        return state;
    }

    /**
     * Returns whether a probe is due.
     *
     * @return true if the state is not up, something failed since the last result, or that result is too old
     */
    public synchronized boolean wantsProbe() {
        return suspected || state != NeighbourState.UP || nanos.getAsLong() - lookedNanos >= HOLDS;
    }

    /** Failed registrations in a row. */
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
