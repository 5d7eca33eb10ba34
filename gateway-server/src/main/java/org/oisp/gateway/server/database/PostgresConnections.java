package org.oisp.gateway.server.database;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import reactor.netty.resources.LoopResources;

/** How connections to PostgreSQL are made. */
final class PostgresConnections {

    private static final int CACHED_STATEMENTS = 32;

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
