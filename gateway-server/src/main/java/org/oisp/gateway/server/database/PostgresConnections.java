package org.oisp.gateway.server.database;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import reactor.netty.resources.LoopResources;

/** How connections to PostgreSQL are made. */
final class PostgresConnections {

    /**
     * None, so that every statement is unnamed: a pooler in transaction mode (pgbouncer) lends a server connection to another gateway
     * between two transactions, and with it the statements that have names. Where one statement carries a batch, they would earn little.
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
