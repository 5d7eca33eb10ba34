package org.oisp.gateway.server.database;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
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
    private final PostgresTls tls;

    /**
     * Creates the factory without connecting.
     *
     * @param settings how to connect
     * @param loops one event loop
     */
    PostgresConnections(PostgresSettings settings, LoopResources loops) {
        this.settings = settings;
        this.loops = loops;
        this.tls = new PostgresTls(settings.tls());
    }

    @Override
    public Mono<? extends Connection> create() {
        if (settings.tls().mode() == DatabaseTlsMode.DISABLE) {
            return attempt(SSLMode.DISABLE, null);
        }
        return Mono.fromCallable(tls::context)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(context -> switch (settings.tls().mode()) {
                    case DISABLE -> attempt(SSLMode.DISABLE, null);
                    case ALLOW -> attempt(SSLMode.ALLOW, context);
                    case PREFER -> preferred(context);
                    // The engine verifies, and not the driver.
                    case REQUIRE, VERIFY_CA, VERIFY_FULL -> attempt(SSLMode.REQUIRE, context);
                });
    }

    /** Connects without TLS if the handshake fails, as libpq does. The driver does so if the server refuses the session. */
    private Mono<Connection> preferred(SSLContext context) {
        return attempt(SSLMode.PREFER, context)
                .onErrorResume(
                        PostgresConnections::isTlsFailure,
                        failed -> attempt(SSLMode.DISABLE, null).onErrorMap(plain -> {
                            failed.addSuppressed(plain);
                            return failed;
                        }));
    }

    private static boolean isTlsFailure(Throwable error) {
        return error instanceof SSLException || error.getCause() instanceof SSLException;
    }

    private Mono<Connection> attempt(SSLMode mode, @Nullable SSLContext context) {
        return Mono.defer(() -> {
            OpenedChannels channels = new OpenedChannels(loops);
            return driver(channels, mode, context)
                    .create()
                    .cast(Connection.class)
                    .doOnSuccess(connection -> channels.keep())
                    .doFinally(end -> channels.close());
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "PostgreSQL";
    }

    private PostgresqlConnectionFactory driver(OpenedChannels channels, SSLMode mode, @Nullable SSLContext context) {
        PostgresqlConnectionConfiguration.Builder driver = PostgresqlConnectionConfiguration.builder()
                .host(settings.host())
                .port(settings.port())
                .database(settings.database())
                .username(settings.username())
                .password(settings.password().value())
                .applicationName("oisp-gateway")
                .connectTimeout(settings.timeout())
                .preparedStatementCacheQueries(CACHED_STATEMENTS)
                .tcpKeepAlive(true)
                .sslMode(mode)
                .loopResources(channels);
        if (context != null) {
            // The driver's own context is not used, and BoringSSL would need native memory for it.
            driver.sslContextBuilderCustomizer(
                            unused -> SslContextBuilder.forClient().sslProvider(SslProvider.JDK))
                    .sslEngineCustomizer(unused -> tls.engine(context, settings.host(), settings.port()));
        }
        return new PostgresqlConnectionFactory(driver.build());
    }
}
