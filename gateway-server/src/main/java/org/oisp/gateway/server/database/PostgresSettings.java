package org.oisp.gateway.server.database;

import java.time.Duration;
import org.oisp.gateway.server.secret.Password;

/**
 * How to connect to PostgreSQL.
 *
 * @param host host name or address
 * @param port TCP port
 * @param database the database that has the schema {@code dashboard}
 * @param username the database user
 * @param password the password of the user
 * @param tls whether to use TLS
 * @param timeout limit for connecting and for waiting for a pooled connection, each
 */
public record PostgresSettings(
        String host,
        int port,
        String database,
        String username,
        Password password,
        PostgresTlsSettings tls,
        Duration timeout) {

    /**
     * Returns the server's address for log lines.
     *
     * @return host and port; an IPv6 address in brackets
     */
    public String where() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
