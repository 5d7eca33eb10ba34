package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.DatabaseEvents;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks again and again what the instances share at the database: its clock, who is alive, and their secret. Thread-safe; nothing here
 * blocks.
 */
public final class ClusterPoller {

    /** How soon again, while the database has not said a secret. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Who is told what was found, one thing after the other. */
    public interface ClusterListener {

        /**
         * The database's time.
         *
         * @param micros what it said, in microseconds since 1970
         * @param tookNanos how long it took to ask
         */
        void time(long micros, long tookNanos);

        /**
         * Who is alive by their leases.
         *
         * @param others the names of the other instances; null if the table cannot be read
         */
        void alive(@Nullable List<String> others);

        /**
         * What the instances share.
         *
         * @param secret the same at all of them; null if there can be none
         */
        void secret(@Nullable String secret);
    }

    private final ClusterStore table;
    private final Duration interval;
    private final ClusterListener clusterListener;
    private final Scheduler timer;
    private volatile boolean known;

    /**
     * Makes a watch that has not looked yet.
     *
     * @param database where the dashboard's tables are, and the gateway's own
     * @param settings this instance's name, and how often to look
     * @param prefix which instances belong together
     * @param clusterListener told what was found
     * @param events told of each statement
     * @param timer for the time between two looks
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
     * Looks again and again, until cancelled.
     *
     * @param stopping whether this instance stops: nothing is asked any more then, so that nothing is under way when it is cancelled
     * @return never completes and never fails
     */
    public Mono<Void> run(BooleanSupplier stopping) {
        return Mono.defer(() -> Mono.delay(known || interval.compareTo(SOON) < 0 ? interval : SOON, timer))
                .then(Mono.defer(() -> stopping.getAsBoolean() ? Mono.empty() : look()))
                .repeat()
                .then();
    }

    /**
     * Looks once. What the database does not answer stays as it was known.
     *
     * @return completes when the listener was told; never fails
     */
    public Mono<Void> look() {
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
