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
 * The servers that the gateway depends on.
 *
 * @param database the PostgreSQL server for writes
 * @param replicas the servers for device lookups; empty to query the primary
 * @param replicaUse how to use the replicas
 * @param redis null without Redis
 * @param kafka null without Kafka
 * @param keycloak null without a token provider
 */
public record NeighbourSettings(
        PostgresSettings database,
        List<PostgresSettings> replicas,
        ReplicaSettings replicaUse,
        @Nullable RedisSettings redis,
        @Nullable KafkaSettings kafka,
        @Nullable KeycloakSettings keycloak) {

    /**
     * Returns the configured neighbours.
     *
     * @return the database, and the configured others
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
