package org.oisp.gateway.live;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which seats are taken: never more than so many, and of those without a password so many of an address. Thread-safe. */
final class SeatTable {

    private final LiveSettings settings;
    /** The oldest first. */
    private final Set<Seat> taken = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();

    SeatTable(LiveSettings settings) {
        this.settings = settings;
    }

    /**
     * What became of a wish for a seat.
     *
     * @param given whether it has one
     * @param displaced whose it was
     */
    record Admission(boolean given, @Nullable Seat displaced) {}

    /** A trusted viewer has a seat in any case: if all are taken, that of the oldest viewer of the address which has most. */
    synchronized Admission admit(Seat seat, boolean trusted) {
        if (!trusted && count(seat) >= settings.viewersPerAddress()) {
            return new Admission(false, null);
        }
        Seat displaced = null;
        if (taken.size() >= settings.viewers()) {
            displaced = trusted ? oldestOfMost() : null;
            if (displaced == null) {
                return new Admission(false, null);
            }
            remove(displaced);
        }
        taken.add(seat);
        counts.merge(seat.network(), 1, Integer::sum);
        return new Admission(true, displaced);
    }

    /** One that has lost its seat already leaves none. */
    synchronized void remove(Seat seat) {
        if (taken.remove(seat)) {
            counts.computeIfPresent(seat.network(), (network, count) -> count > 1 ? count - 1 : null);
        }
    }

    synchronized int size() {
        return taken.size();
    }

    private int count(Seat seat) {
        return counts.getOrDefault(seat.network(), 0);
    }

    private @Nullable Seat oldestOfMost() {
        Seat found = null;
        for (Seat seat : taken) {
            if (found == null || count(seat) > count(found)) {
                found = seat;
            }
        }
        return found;
    }
}
