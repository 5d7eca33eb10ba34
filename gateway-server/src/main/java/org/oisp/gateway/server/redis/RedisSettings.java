package org.oisp.gateway.server.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.secret.Password;

/**
 * Where Redis is, and what it is used for.
 *
 * @param host its name or address
 * @param port its port
 * @param username who we are there, empty for the default user
 * @param password our password there, empty for none
 * @param timeout how long connecting may take, and each command
 * @param tls null to speak to it without TLS
 * @param bus how it connects the instances
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
     * Where it is, for log lines.
     *
     * @return host and port
     */
    public String where() {
        return host + ":" + port;
    }

    /**
     * How TLS is spoken with Redis. Its certificate has to name the host.
     *
     * @param authorities a PEM file with those that its certificate is believed by; null for the JVM's own
     */
    public record RedisTlsSettings(@Nullable Path authorities) {}
}
