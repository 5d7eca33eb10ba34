package org.oisp.gateway.server.database;

import java.time.Duration;
import org.oisp.gateway.server.secret.Password;

/**
 * Where PostgreSQL is.
 *
 * @param host its name or address
 * @param port its port
 * @param database the database with the schema {@code dashboard}
 * @param username who we are there
 * @param password our password there
 * @param timeout how long connecting or waiting for a connection may take, each
 */
public record PostgresSettings(
        String host, int port, String database, String username, Password password, Duration timeout) {

    /**
     * What the server is called in the log.
     *
     * @return host and port
     */
    public String where() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
