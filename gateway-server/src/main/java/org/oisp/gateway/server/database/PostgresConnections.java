package org.oisp.gateway.server.database;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Opens connections to a PostgreSQL server. An attempt that fails or is cancelled leaves no socket open. Thread-safe. */
final class PostgresConnections implements ConnectionFactory {

    /**
     * Zero, so that every statement is unnamed: a pooler in transaction mode (pgbouncer) lends a server connection, with its named
     * statements, to another client between two transactions. Since one statement carries a batch, caching would gain little.
     */
    private static final int CACHED_STATEMENTS = 0;

    private final PostgresSettings settings;
    private final LoopResources loops;

    /**
     * Creates the factory without connecting.
     *
     * @param settings how to connect
     * @param loops one event loop
     */
    PostgresConnections(PostgresSettings settings, LoopResources loops) {
        this.settings = settings;
        this.loops = loops;
    }

    @Override
    public Mono<? extends Connection> create() {
        return Mono.defer(() -> {
            OpenedChannels channels = new OpenedChannels(loops);
            return driver(channels)
                    .create()
                    .doOnSuccess(connection -> channels.keep())
                    .doFinally(end -> channels.close());
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "PostgreSQL";
    }

    private PostgresqlConnectionFactory driver(OpenedChannels channels) {
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
                .loopResources(channels)
                .build());
    }
}
