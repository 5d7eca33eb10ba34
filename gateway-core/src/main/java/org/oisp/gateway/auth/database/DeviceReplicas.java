package org.oisp.gateway.auth.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.BorrowedConnection;
import org.oisp.gateway.database.DatabaseEvents;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The replicas for device lookups, used in turn. A replica that fails is left out until it answers again; meanwhile the primary is asked.
 * The primary is also asked about a device that a replica does not know, since the replica may lag behind. Thread-safe; nothing here
 * blocks.
 */
public final class DeviceReplicas {

    /** Reads the table itself: a server that answers but lacks it is of no use. */
    private static final String PROBE = "SELECT 1 AS n FROM dashboard.devices LIMIT 1";

    private final List<Replica> replicas;
    private final Duration timeout;
    private final Duration retry;
    private final DatabaseEvents events;
    private final Scheduler timer;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Creates the set of replicas.
     *
     * @param servers the replicas; empty to look everything up at the primary
     * @param settings timeouts and retry interval
     * @param events receives the outcome of each lookup
     * @param timer schedules timeouts and retries
     */
    public DeviceReplicas(List<Server> servers, ReplicaSettings settings, DatabaseEvents events, Scheduler timer) {
        this.replicas = servers.stream().map(Replica::new).toList();
        this.timeout = settings.timeout();
        this.retry = settings.retry();
        this.events = events;
        this.timer = timer;
        events.replicas(() -> replicas.stream().filter(replica -> replica.up).count());
    }

    /**
     * A database server.
     *
     * @param name its name in the log
     * @param connections lends connections to it
     */
    public record Server(String name, ConnectionFactory connections) {}

    /** A server, and whether it is in use. */
    private static final class Replica {
        private final Server server;
        private volatile boolean up = true;

        Replica(Server server) {
            this.server = server;
        }
    }

    /** Returns whether any replica is configured, up or not; if not, the primary answers all lookups. */
    public boolean exist() {
        return !replicas.isEmpty();
    }

    /**
     * Looks devices up at the next replica that is up.
     *
     * @param accounts the account of each device
     * @param ids the id of each device
     * @return the key of each device in the same order, null for one that the primary has to look up; never fails
     */
    public Mono<@Nullable UUID[]> find(UUID[] accounts, String[] ids) {
        return Mono.defer(() -> {
            Replica replica = next();
            if (replica == null) {
                return Mono.just(new @Nullable UUID[ids.length]);
            }
            long begun = System.nanoTime();
            return BorrowedConnection.use(replica.server.connections(), c -> DeviceLookup.find(c, accounts, ids))
                    .timeout(timeout, timer)
                    .doOnNext(found -> events.replicaAnswered(System.nanoTime() - begun))
                    .onErrorResume(error -> Mono.fromSupplier(() -> {
                        fail(replica, System.nanoTime() - begun, error);
                        return new @Nullable UUID[ids.length];
                    }));
        });
    }

    /**
     * Retries failed replicas until cancelled. Subscribe once.
     *
     * @return never completes and never fails
     */
    public Mono<Void> run() {
        return replicas.isEmpty()
                ? Mono.never()
                : Flux.interval(retry, timer)
                        .onBackpressureDrop()
                        .concatMap(tick -> Flux.fromIterable(replicas)
                                .filter(replica -> !replica.up)
                                .flatMap(this::probe, 1)
                                .then())
                        .then();
    }

    private Mono<Void> probe(Replica replica) {
        return BorrowedConnection.use(replica.server.connections(), DeviceReplicas::probe)
                .timeout(timeout, timer)
                .doOnSuccess(answered -> {
                    replica.up = true;
                    events.replicaBack(replica.server.name());
                })
                .onErrorComplete();
    }

    private static Mono<Void> probe(Connection connection) {
        return Flux.from(connection.createStatement(PROBE).execute())
                .concatMap(result -> result.map((row, metadata) -> Objects.requireNonNull(row.get("n", Integer.class))))
                .then();
    }

    private @Nullable Replica next() {
        for (int tries = replicas.size(); tries > 0; tries--) {
            Replica replica = replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size()));
            if (replica.up) {
                return replica;
            }
        }
        return null;
    }

    private void fail(Replica replica, long nanos, Throwable error) {
        // An error about the data of one device (SQLSTATE class 22) does not make the server unusable.
        if (error instanceof R2dbcException e
                && e.getSqlState() != null
                && e.getSqlState().startsWith("22")) {
            events.replicaRefused(nanos);
        } else {
            replica.up = false;
            events.replicaFailed(replica.server.name(), nanos, error);
        }
    }
}
