package org.oisp.gateway.operations.live;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.health.NeighbourState;

/**
 * The state of the neighbours at one moment.
 *
 * @param database PostgreSQL
 * @param lastStatement the duration of the last successful statement; null if there was none yet
 * @param redis Redis
 * @param kafka Kafka
 * @param keys the source of the token keys
 * @param downSince for each neighbour that is down, since when, in milliseconds since 1970
 */
record HealthSample(
        NeighbourState database,
        @Nullable Duration lastStatement,
        NeighbourState redis,
        NeighbourState kafka,
        NeighbourState keys,
        Map<Neighbour, Long> downSince) {

    static HealthSample of(NeighbourHealth health) {
        return new HealthSample(
                health.state(Neighbour.DATABASE),
                health.lastStatement(),
                health.state(Neighbour.REDIS),
                health.state(Neighbour.KAFKA),
                health.state(Neighbour.KEYS),
                downSince(health));
    }

    private static Map<Neighbour, Long> downSince(NeighbourHealth health) {
        Map<Neighbour, Long> since = new EnumMap<>(Neighbour.class);
        for (Neighbour neighbour : Neighbour.values()) {
            Long millis = health.downSinceMillis(neighbour);
            if (millis != null) {
                since.put(neighbour, millis);
            }
        }
        // Usually empty, and hundreds of these are kept.
        return since.isEmpty() ? Map.of() : since;
    }
}
