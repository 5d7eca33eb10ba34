package org.oisp.gateway.cli.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The periods in which a device was not registered. Thread-safe; written on the device's event loop, read when the run is over. */
final class OfflinePeriods {

    private static final long MIN_BEFORE = 250_000_000L;
    private static final long MAX_BEFORE = 2_000_000_000L;

    /** Nanoseconds after a device's 200 in which the gateway may not know yet that the device is connected. */
    private static final long AFTER = 100_000_000L;

    private static final long STILL = Long.MAX_VALUE;

    private record Absence(long from, long to, boolean storm, long latest) {}

    private final List<Absence> all = new ArrayList<>(1);

    /**
     * Returns how many nanoseconds before an absence an actuation may have been sent and still have been under way when the connection
     * broke: as long as the slowest delivery, from 250 ms to 2 s.
     */
    static long before(Percentiles latencies) {
        return Math.min(MAX_BEFORE, Math.max(MIN_BEFORE, TimeUnit.MICROSECONDS.toNanos(latencies.max())));
    }

    /** Begins an absence, unless one has begun; {@code latest} is the greatest number that the device has received by then. */
    synchronized void begin(long now, boolean storm, long latest) {
        if (all.isEmpty() || last().to != STILL) {
            all.add(new Absence(now, STILL, storm, latest));
        }
    }

    /** Ends the absence. Returns when it began, or -1 if there was none. */
    synchronized long end(long now) {
        if (all.isEmpty() || last().to != STILL) {
            return -1;
        }
        Absence ended = all.remove(all.size() - 1);
        all.add(new Absence(ended.from, now, ended.storm, ended.latest));
        return ended.from;
    }

    /**
     * Returns whether the device was absent when an actuation would have arrived, and whether a storm was the reason.
     *
     * @param number the actuation's number
     * @param sent when it was sent, of {@link System#nanoTime()}
     * @param before how long it may have been under way, in nanoseconds
     */
    synchronized Why why(long number, long sent, long before) {
        Why why = Why.HERE;
        for (Absence absence : all) {
            boolean began = sent - absence.from >= 0
                    // Actuations arrive in order: one that a later one has overtaken was lost before.
                    || (absence.from - sent <= before && number > absence.latest);
            boolean over = absence.to != STILL && sent - absence.to > AFTER;
            if (began && !over) {
                if (!absence.storm) {
                    return Why.AWAY;
                }
                why = Why.STORM;
            }
        }
        return why;
    }

    private Absence last() {
        return all.get(all.size() - 1);
    }

    enum Why {
        HERE,
        AWAY,
        STORM
    }
}
