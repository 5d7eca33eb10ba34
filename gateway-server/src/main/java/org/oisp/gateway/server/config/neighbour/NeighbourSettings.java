package org.oisp.gateway.server.config.neighbour;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.telemetry.health.Neighbour;

/**
 * The servers that the gateway works with.
 *
 * @param database the PostgreSQL that is written to
 * @param replicas those that devices are looked up at; empty to ask the primary
 * @param replicaUse how replicas are used
 * @param redis null if there is none
 * @param kafka null if there is none
 * @param keycloak null if there is none
 */
public record NeighbourSettings(
        PostgresSettings database,
        List<PostgresSettings> replicas,
        ReplicaSettings replicaUse,
        @Nullable RedisSettings redis,
        @Nullable KafkaSettings kafka,
        @Nullable KeycloakSettings keycloak) {

    /**
     * Those that are configured.
     *
     * @return the database, and what else there is
     */
    public Set<Neighbour> used() {
        Set<Neighbour> used = EnumSet.of(Neighbour.DATABASE);
        if (redis != null) {
            used.add(Neighbour.REDIS);
        }
        if (kafka != null) {
            used.add(Neighbour.KAFKA);
        }
        if (keycloak != null) {
            used.add(Neighbour.KEYS);
        }
        return used;
    }
}
