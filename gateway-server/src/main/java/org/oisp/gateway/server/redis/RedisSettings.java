package org.oisp.gateway.server.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.secret.Password;

/**
 * How to connect to Redis, and the settings of the bus.
 *
 * @param place where Redis is
 * @param username the ACL user; empty for the default user
 * @param password the password; empty for none
 * @param timeout limit for connecting, and for each command
 * @param tls null to connect without TLS
 * @param bus settings of the bus between the instances
 */
public record RedisSettings(
        RedisPlaceSettings place,
        String username,
        Password password,
        Duration timeout,
        @Nullable RedisTlsSettings tls,
        BusSettings bus) {

    /**
     * Returns the configured place for tables and log lines.
     *
     * @return addresses, and how they are used
     */
    public String where() {
        return place.where();
    }
}
