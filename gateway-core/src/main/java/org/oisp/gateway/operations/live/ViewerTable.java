package org.oisp.gateway.operations.live;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tracks the viewers and enforces the limits: in all, and per address for viewers without the password. Thread-safe. */
final class ViewerTable {

    private final LiveSettings settings;
    /** Ordered by age, oldest first. */
    private final Set<Viewer> taken = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();

    ViewerTable(LiveSettings settings) {
        this.settings = settings;
    }

    /**
     * The result of a request for a seat.
     *
     * @param admitted whether the viewer was admitted
     * @param displaced the viewer that lost its seat for it; null if none did
     */
    record ViewerAdmission(boolean admitted, @Nullable Viewer displaced) {}

    /**
     * Admits a viewer if the limits permit it. A trusted viewer is always admitted; if all seats are taken, it displaces the oldest
     * viewer of the address with most viewers.
     */
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

    /** Removes a viewer; does nothing if it was displaced already. */
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
