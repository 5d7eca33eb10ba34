package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.DatabaseEvents;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Polls the state that the instances share in the database: its clock, the leases and the shared secret. Thread-safe; never blocks. */
public final class ClusterPoller {

    /** Interval while the database has not answered about the secret yet. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Receives the results, one call at a time. */
    public interface ClusterListener {

        /**
         * Receives the database's time.
         *
         * @param micros microseconds since 1970
         * @param tookNanos the duration of the query in nanoseconds
         */
        void time(long micros, long tookNanos);

        /**
         * Receives which other instances have a lease in force.
         *
         * @param others the names of the other instances; null if the table cannot be read
         */
        void alive(@Nullable List<String> others);

        /**
         * Receives the secret that the instances share.
         *
         * @param secret the same at all instances; null if the table cannot be read or created
         */
        void secret(@Nullable String secret);
    }

    private final ClusterStore table;
    private final Duration interval;
    private final ClusterListener clusterListener;
    private final Scheduler timer;
    private volatile boolean known;

    /**
     * Creates a poller that has not polled yet.
     *
     * @param database holds the dashboard's tables and the gateway's own
     * @param settings this instance's name and the polling interval
     * @param prefix the prefix that the instances of one cluster share
     * @param clusterListener receives the results
     * @param events receives the outcome of each statement
     * @param timer runs the delay between two polls
     */
    public ClusterPoller(
            ConnectionFactory database,
            LeaseSettings settings,
            String prefix,
            ClusterListener clusterListener,
            DatabaseEvents events,
            Scheduler timer) {
        this.table = new ClusterStore(database, settings, prefix, events);
        this.interval = settings.interval();
        this.clusterListener = clusterListener;
        this.timer = timer;
    }

    /**
     * Polls until cancelled.
     *
     * @param stopping whether this instance stops; no query is sent from then on, so none is pending at the cancellation
     * @return never completes and never fails
     */
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.defer(() -> Mono.delay(known || interval.compareTo(SOON) < 0 ? interval : SOON, timer))
                .then(Mono.defer(() -> stopping.getAsBoolean() ? Mono.empty() : poll()))
                .repeat()
                .then();
    }

    /**
     * Polls once. A value that the database does not answer keeps its last state.
     *
     * @return completes when the listener was called; never fails
     */
    public Mono<Void> poll() {
        return table.now()
                .doOnNext(time -> clusterListener.time(time.micros(), time.tookNanos()))
                .then(Mono.defer(table::secret))
                .doOnNext(secret -> {
                    known = true;
                    clusterListener.secret(secret);
                })
                .onErrorResume(
                        InstanceStore::isTablesFault,
                        refused -> Mono.fromRunnable(() -> {
                            known = true;
                            clusterListener.secret(null);
                        }))
                .then(Mono.defer(table::others))
                .doOnNext(clusterListener::alive)
                .onErrorResume(
                        InstanceStore::isTablesFault, refused -> Mono.fromRunnable(() -> clusterListener.alive(null)))
                .onErrorComplete()
                .then();
    }
}
