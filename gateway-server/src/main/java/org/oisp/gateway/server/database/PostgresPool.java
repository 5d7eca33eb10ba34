package org.oisp.gateway.server.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The connections to PostgreSQL. Opened when they are needed; a database that is away when the gateway starts is no error. */
public final class PostgresPool {

    /** One for the batches, which go one at a time, one for the lease, and one to ask whether the database answers. */
    private static final int CONNECTIONS = 3;

    private static final Duration MAX_LIFE = Duration.ofMinutes(30);

    /** Reactor's key for whoever takes an error that comes behind the end of one flow. */
    private static final String LATE_ERRORS = "reactor.onErrorDropped.local";

    private final ConnectionPool pool;
    private final ConnectionFactory connections;
    private final LoopResources loops;
    private final String where;
    private final Duration timeout;

    /**
     * Makes an empty pool.
     *
     * @param settings where the database is
     */
    public PostgresPool(PostgresSettings settings) {
        // Its own loop, never the sockets': a driver that shares them takes every second one.
        this.loops = LoopResources.create("postgres", 1, 1, true, false);
        this.where = settings.where();
        this.timeout = settings.timeout();
        ConnectionFactory database = PostgresConnections.to(settings, loops);
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(database)
                .initialSize(0)
                .maxSize(CONNECTIONS)
                .maxAcquireTime(settings.timeout())
                .maxCreateConnectionTime(settings.timeout())
                .acquireRetry(CONNECTIONS)
                .maxLifeTime(MAX_LIFE)
                .build());
        this.connections = new ConnectionFactory() {
            @Override
            public Mono<? extends Connection> create() {
                return pool.create()
                        .contextWrite(context -> context.put(LATE_ERRORS, (Consumer<Throwable>) late -> {
                            // Whoever waited has run out of time in the same moment as the attempt to connect: they
                            // know already.
                        }));
            }

            @Override
            public ConnectionFactoryMetadata getMetadata() {
                return pool.getMetadata();
            }
        };
    }

    /**
     * What the server is called in the log.
     *
     * @return host and port
     */
    public String where() {
        return where;
    }

    /**
     * The connections.
     *
     * @return a factory that lends them
     */
    public ConnectionFactory connections() {
        return connections;
    }

    /**
     * Shows how many connections there are, and how many wait for one.
     *
     * @param meters where that is kept
     */
    public void bindTo(MeterRegistry meters) {
        pool.getMetrics().ifPresent(pool -> {
            gauge(meters, "in_use", pool::acquiredSize);
            gauge(meters, "idle", pool::idleSize);
            gauge(meters, "wanted", pool::pendingAcquireSize);
        });
    }

    private static void gauge(MeterRegistry meters, String state, Supplier<Number> size) {
        Gauge.builder("gateway.database.connections", size)
                .description("Connections to PostgreSQL, and how often one is waited for at the moment")
                .tag("state", state)
                .register(meters);
    }

    /**
     * Closes all connections.
     *
     * @return completes when that is done
     */
    public Mono<Void> close() {
        return pool.disposeLater().onErrorComplete().then(loops.disposeLater(Duration.ZERO, timeout));
    }
}
