package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.presence.InstanceLoad;

/**
 * The instances of the cluster, as one of them sees them.
 *
 * @param whole whether the others could be asked
 * @param instances all that are known, by name
 */
record ClusterView(boolean whole, List<InstanceView> instances) {

    /** How an instance is. */
    enum InstanceState {
        /** It answers; or, where nobody can ask it, its lease is fresh. */
        ALIVE,
        /** It has a lease and does not answer; or its lease is not fresh. */
        SILENT,
        /** Its lease has run out. */
        DEAD,
        /** It answers, and empties itself. */
        DRAINING;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An instance. Times are in milliseconds since 1970, by the database's clock.
     *
     * @param name what binding rows call it
     * @param self whether it is this one
     * @param version its version, if that is known
     * @param started when it started, if that is known
     * @param beat when it last said at the database that it is alive, if that is known
     * @param instanceState how it is
     * @param load what it has to do, if it has said so
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
