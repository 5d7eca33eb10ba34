package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.presence.InstanceLoad;

/**
 * The instances of the cluster, as one of them sees them.
 *
 * @param whole whether the other instances could be asked
 * @param instances all known instances, ordered by name
 */
record ClusterView(boolean whole, List<InstanceView> instances) {

    /** The state of an instance. */
    enum InstanceState {
        /** It answers; or, if it cannot be asked, its lease is fresh. */
        ALIVE,
        /** It has a lease and does not answer; or its lease is not fresh. */
        SILENT,
        /** Its lease has expired. */
        DEAD,
        /** It answers and is draining. */
        DRAINING;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An instance. Times are in milliseconds since 1970, by the database's clock.
     *
     * @param name its name in binding rows
     * @param self whether it is this instance
     * @param version its version; null if unknown
     * @param started when it started; null if unknown
     * @param beat its last beat; null if unknown
     * @param instanceState its state
     * @param load its load; null if it has not reported one
     */
    record InstanceView(
            String name,
            boolean self,
            @Nullable String version,
            @Nullable Long started,
            @Nullable Long beat,
            InstanceState instanceState,
            @Nullable InstanceLoad load) {}
}
