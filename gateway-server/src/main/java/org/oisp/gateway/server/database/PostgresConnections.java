package org.oisp.gateway.server.database;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import reactor.netty.resources.LoopResources;

/** Creates connection factories for PostgreSQL. */
final class PostgresConnections {

    /**
     * Zero, so that every statement is unnamed: a pooler in transaction mode (pgbouncer) lends a server connection, with its named
     * statements, to another client between two transactions. Since one statement carries a batch, caching would gain little.
     */
    private static final int CACHED_STATEMENTS = 0;

    private PostgresConnections() {}

    static ConnectionFactory to(PostgresSettings settings, LoopResources loops) {
        return new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(settings.host())
                .port(settings.port())
                .database(settings.database())
                .username(settings.username())
                .password(settings.password().value())
                .applicationName("oisp-gateway")
                .connectTimeout(settings.timeout())
                .preparedStatementCacheQueries(CACHED_STATEMENTS)
                .tcpKeepAlive(true)
                .loopResources(loops)
                .build());
    }
}
