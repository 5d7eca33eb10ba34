package org.oisp.gateway.server.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.secret.Password;

/**
 * How to connect to Redis, and the settings of the bus.
 *
 * @param host host name or address
 * @param port TCP port
 * @param username the ACL user; empty for the default user
 * @param password the password; empty for none
 * @param timeout limit for connecting, and for each command
 * @param tls null to connect without TLS
 * @param bus settings of the bus between the instances
 */
public record RedisSettings(
        String host,
        int port,
        String username,
        Password password,
        Duration timeout,
        @Nullable RedisTlsSettings tls,
        BusSettings bus) {

    /**
     * Returns the address for log lines.
     *
     * @return host and port
     */
    public String where() {
        return host + ":" + port;
    }

    /**
     * TLS to Redis. The server's certificate must name the host.
     *
     * @param authorities a PEM file with the trusted authorities; null for the JVM's trust store
     */
    public record RedisTlsSettings(@Nullable Path authorities) {}
}
