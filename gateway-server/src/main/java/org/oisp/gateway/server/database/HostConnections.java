package org.oisp.gateway.server.database;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.ChannelBindingMode;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.database.PostgresSettings.DatabaseHost;
import org.oisp.gateway.server.database.PostgresTlsSettings.ChannelBinding;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;
import org.oisp.gateway.server.resolver.UncachedNames;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Opens connections to one PostgreSQL server. An attempt that fails or is cancelled leaves no socket open. Thread-safe. */
final class HostConnections implements ConnectionFactory {

    /**
     * Zero, so that every statement is unnamed: a pooler in transaction mode (pgbouncer) lends a server connection, with its named
     * statements, to another client between two transactions. Since one statement carries a batch, caching would gain little.
     */
    private static final int CACHED_STATEMENTS = 0;

    private final DatabaseHost host;
    private final PostgresSettings settings;
    private final LoopResources loops;
    private final UncachedNames names;
    private final PostgresTls tls;
    private final Function<Connection, Mono<Void>> check;

    /**
     * Creates the factory without connecting.
     *
     * @param host the server
     * @param settings how to connect to it
     * @param tls the TLS of all hosts
     * @param loops one event loop
     * @param names resolves the host's name
     * @param check fails if a new connection is not to be used; it is closed then
     */
    HostConnections(
            DatabaseHost host,
            PostgresSettings settings,
            PostgresTls tls,
            LoopResources loops,
            UncachedNames names,
            Function<Connection, Mono<Void>> check) {
        this.check = check;
        this.host = host;
        this.settings = settings;
        this.loops = loops;
        this.names = names;
        this.tls = tls;
    }

    @Override
    public Mono<Connection> create() {
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
                        HostConnections::isTlsFailure,
                        failed -> attempt(SSLMode.DISABLE, null).onErrorMap(plain -> {
                            failed.addSuppressed(plain);
                            return failed;
                        }));
    }

    private static boolean isTlsFailure(Throwable error) {
        return error instanceof SSLException || error.getCause() instanceof SSLException;
    }

    private Mono<Connection> attempt(SSLMode mode, @Nullable SSLContext context) {
        return Mono.defer(() -> names.resolve(loops.onClient(true).next(), host.host()))
                .flatMap(addresses -> attempt(addresses, 0, mode, context));
    }

    /** Tries the addresses of the host in their order, until one accepts a connection. */
    private Mono<Connection> attempt(
            List<InetAddress> addresses, int first, SSLMode mode, @Nullable SSLContext context) {
        Mono<Connection> connection = attempt(addresses.get(first), mode, context);
        // An address that does not answer leaves the others their share of the time.
        return first + 1 == addresses.size()
                ? connection
                : connection
                        .timeout(settings.timeout().dividedBy(addresses.size() + 1L))
                        .onErrorResume(
                                HostConnections::isUnreachable, error -> attempt(addresses, first + 1, mode, context));
    }

    private static boolean isUnreachable(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof SocketException
                || error.getCause() instanceof SocketException;
    }

    private Mono<Connection> attempt(InetAddress address, SSLMode mode, @Nullable SSLContext context) {
        return Mono.defer(() -> {
            OpenedChannels channels = new OpenedChannels(loops, settings.tls().binding() == ChannelBinding.REQUIRE);
            return driver(address, channels, mode, context)
                    .create()
                    .cast(Connection.class)
                    .delayUntil(check)
                    .doOnSuccess(connection -> channels.keep())
                    .doFinally(end -> channels.close());
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "PostgreSQL";
    }

    private PostgresqlConnectionFactory driver(
            InetAddress address, OpenedChannels channels, SSLMode mode, @Nullable SSLContext context) {
        PostgresqlConnectionConfiguration.Builder driver = PostgresqlConnectionConfiguration.builder()
                .host(address.getHostAddress())
                .port(host.port())
                .database(settings.database())
                .username(settings.username())
                .password(settings.password().value())
                .applicationName("oisp-gateway")
                .connectTimeout(settings.timeout())
                .preparedStatementCacheQueries(CACHED_STATEMENTS)
                .tcpKeepAlive(true)
                .sslMode(mode)
                .channelBinding(
                        ChannelBindingMode.valueOf(settings.tls().binding().name()))
                .loopResources(channels);
        if (context != null) {
            // The driver's own context is not used, and BoringSSL would need native memory for it.
            driver.sslContextBuilderCustomizer(
                            unused -> SslContextBuilder.forClient().sslProvider(SslProvider.JDK))
                    .sslEngineCustomizer(unused -> tls.engine(context, host.host(), host.port()));
        }
        return new PostgresqlConnectionFactory(driver.build());
    }
}
