package org.oisp.gateway.server.database;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.oisp.gateway.server.secret.Password;

/**
 * How to connect to PostgreSQL.
 *
 * @param hosts the server, or several of which one is used
 * @param target which of several hosts are used
 * @param database the database that has the schema {@code dashboard}
 * @param username the database user
 * @param password the password of the user
 * @param tls whether to use TLS
 * @param timeout limit for connecting and for waiting for a pooled connection, each
 */
public record PostgresSettings(
        List<DatabaseHost> hosts,
        SessionTarget target,
        String database,
        String username,
        Password password,
        PostgresTlsSettings tls,
        Duration timeout) {

    /** Which of several hosts are used, in the words of libpq's {@code target_session_attrs}. */
    public enum SessionTarget {
        /** The first that can be connected to. */
        ANY,
        /** The first that can be written to: neither a standby, nor read-only by {@code default_transaction_read_only}. */
        READ_WRITE
    }

    /**
     * A server.
     *
     * @param host host name or address
     * @param port TCP port
     */
    public record DatabaseHost(String host, int port) {

        /**
         * Returns the address for log lines.
         *
         * @return host and port; an IPv6 address in brackets
         */
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Returns the addresses for log lines.
     *
     * @return host and port of each host, separated by commas
     */
    public String where() {
        return hosts.stream().map(DatabaseHost::toString).collect(Collectors.joining(","));
    }
}
