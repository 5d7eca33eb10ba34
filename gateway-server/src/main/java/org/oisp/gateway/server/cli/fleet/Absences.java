package org.oisp.gateway.server.cli.fleet;

import java.util.ArrayList;
import java.util.List;

/** When a device was not registered. Written by its event loop, read when all is over. */
final class Absences {

    /** What was accepted may not have been written yet when the connection broke. */
    static final long BEFORE = 2_000_000_000L;

    /** The gateway may have had a device a moment later than the device had its 200. */
    private static final long AFTER = 100_000_000L;

    private static final long STILL = Long.MAX_VALUE;

    private record Absence(long from, long to, boolean storm) {}

    private final List<Absence> all = new ArrayList<>(1);

    synchronized void begin(long now, boolean storm) {
        if (all.isEmpty() || last().to != STILL) {
            all.add(new Absence(now, STILL, storm));
        }
    }

    /** Ends the absence; when it began, or -1 if there was none. */
    synchronized long end(long now) {
        if (all.isEmpty() || last().to != STILL) {
            return -1;
        }
        Absence ended = all.remove(all.size() - 1);
        all.add(new Absence(ended.from, now, ended.storm));
        return ended.from;
    }

    /** Whether the device was away around that time, and whether it was a storm's doing. */
    synchronized Why why(long sent) {
        Why why = Why.HERE;
        for (Absence absence : all) {
            boolean began = absence.from - sent <= BEFORE;
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
