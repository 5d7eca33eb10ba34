package org.oisp.gateway.server.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.oisp.gateway.database.EventLoopConnections;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** The connection pool for PostgreSQL. Connections open on demand, so that the gateway can start while the database is unavailable. */
public final class PostgresPool {

    /** One for the batches, which run one at a time, one for the lease, and one for probes. */
    private static final int CONNECTIONS = 3;

    /** Of the queue of actuations: one to write them, and one to read them. Its table may be locked, and registrations go on. */
    private static final int QUEUE_CONNECTIONS = 2;

    private static final Duration MAX_LIFE = Duration.ofMinutes(30);

    /** Reactor's context key for the handler of errors that arrive after a sequence has terminated. */
    private static final String LATE_ERRORS = "reactor.onErrorDropped.local";

    private final ConnectionPool pool;
    private final ConnectionPool queuePool;
    private final EventLoopConnections connections;
    private final EventLoopConnections queueConnections;
    private final LoopResources loops;
    private final String where;
    private final Duration timeout;

    /**
     * Creates an empty pool.
     *
     * @param settings how to connect
     */
    public PostgresPool(PostgresSettings settings) {
        // A loop of its own: a driver that shares the sockets' loops occupies every second one.
        this.loops = new DatabaseLoop("postgres-1");
        this.where = settings.where();
        this.timeout = settings.timeout();
        ConnectionFactory database = new PostgresConnections(settings, loops);
        this.pool = pool(database, CONNECTIONS, settings.timeout());
        this.queuePool = pool(database, QUEUE_CONNECTIONS, settings.timeout());
        Scheduler loop = Schedulers.fromExecutor(runningOn(loops.onClient(LoopResources.DEFAULT_NATIVE)));
        this.connections = lending(pool, loop);
        this.queueConnections = lending(queuePool, loop);
    }

    private static EventLoopConnections lending(ConnectionPool pool, Scheduler loop) {
        return new EventLoopConnections() {
            @Override
            public Scheduler eventLoop() {
                return loop;
            }

            @Override
            public Mono<? extends Connection> create() {
                return pool.create()
                        .contextWrite(context -> context.put(LATE_ERRORS, (Consumer<Throwable>) late -> {
                            // The caller has already received the timeout that occurred at the same moment as this
                            // connect error.
                        }));
            }

            @Override
            public ConnectionFactoryMetadata getMetadata() {
                return pool.getMetadata();
            }
        };
    }

    private static ConnectionPool pool(ConnectionFactory database, int size, Duration timeout) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(database)
                .initialSize(0)
                .maxSize(size)
                .maxAcquireTime(timeout)
                .maxCreateConnectionTime(timeout)
                .acquireRetry(size)
                .maxLifeTime(MAX_LIFE)
                .build());
    }

    /** Returns an executor that runs tasks on a loop, or on the calling thread once the loop has ended. */
    private static Executor runningOn(EventLoopGroup loop) {
        return task -> {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException ended) {
                task.run();
            }
        };
    }

    /**
     * Returns the address of the server for log lines.
     *
     * @return host and port
     */
    public String where() {
        return where;
    }

    /**
     * Returns the connections of the pool.
     *
     * @return a factory that lends them
     */
    public EventLoopConnections connections() {
        return connections;
    }

    /** Returns the connections of the queue of actuations, which wait for no others. */
    public EventLoopConnections queueConnections() {
        return queueConnections;
    }

    /**
     * Registers gauges for connections in use, idle connections and pending requests.
     *
     * @param meters the registry
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
                .description("Connections to PostgreSQL by state, and requests waiting for one")
                .tag("state", state)
                .register(meters);
    }

    /**
     * Closes all connections and the event loop.
     *
     * @return completes when closed
     */
    public Mono<Void> close() {
        return Mono.when(
                        pool.disposeLater().onErrorComplete(),
                        queuePool.disposeLater().onErrorComplete())
                .then(loops.disposeLater(Duration.ZERO, timeout));
    }
}
