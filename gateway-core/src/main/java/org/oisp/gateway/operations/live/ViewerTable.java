package org.oisp.gateway.operations.live;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which seats are taken: never more than so many, and of those without a password so many of an address. Thread-safe. */
final class ViewerTable {

    private final LiveSettings settings;
    /** The oldest first. */
    private final Set<Viewer> taken = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();

    ViewerTable(LiveSettings settings) {
        this.settings = settings;
    }

    /**
     * What became of a wish for a seat.
     *
     * @param given whether it has one
     * @param displaced whose it was
     */
    record ViewerAdmission(boolean given, @Nullable Viewer displaced) {}

    /** A trusted viewer has a seat in any case: if all are taken, that of the oldest viewer of the address which has most. */
    synchronized ViewerAdmission admit(Viewer viewer, boolean trusted) {
        if (!trusted && count(viewer) >= settings.viewersPerAddress()) {
            return new ViewerAdmission(false, null);
        }
        Viewer displaced = null;
        if (taken.size() >= settings.viewers()) {
            displaced = trusted ? oldestOfMost() : null;
            if (displaced == null) {
                return new ViewerAdmission(false, null);
            }
            remove(displaced);
        }
        taken.add(viewer);
        counts.merge(viewer.network(), 1, Integer::sum);
        return new ViewerAdmission(true, displaced);
    }

    /** One that has lost its seat already leaves none. */
    synchronized void remove(Viewer viewer) {
        if (taken.remove(viewer)) {
            counts.computeIfPresent(viewer.network(), (network, count) -> count > 1 ? count - 1 : null);
        }
    }

    synchronized int size() {
        return taken.size();
    }

    private int count(Viewer viewer) {
        return counts.getOrDefault(viewer.network(), 0);
    }

    private @Nullable Viewer oldestOfMost() {
        Viewer found = null;
        for (Viewer viewer : taken) {
            if (found == null || count(viewer) > count(found)) {
                found = viewer;
            }
        }
        return found;
    }
}
