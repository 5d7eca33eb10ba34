package org.oisp.gateway.cluster.membership;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.oisp.gateway.cluster.membership.InstanceStore.Beat;
import org.oisp.gateway.cluster.membership.InstanceStore.Piece;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.SqlState;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Maintains this instance's lease, a row in {@code gateway.instances} with the time until which the instance counts as alive, and clears
 * the binding rows of instances whose leases have expired: docs/decisions/060. All times are the database's, except for how long this
 * instance has seen the database work. Never blocks.
 */
public final class InstanceLease {

    /** Retry interval for work that others wait for. */
    private static final Duration SOON = Duration.ofMillis(200);

    /** Retry interval while there is no lease yet. */
    private static final Duration NOT_JOINED = Duration.ofSeconds(1);

    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final int TRIES_TO_LEAVE = 5;

    private final LeaseSettings settings;
    private final Incarnation own;
    private final InstanceStore store;
    private final RowRepair repair;
    private final MembershipEvents events;
    private final Scheduler timer;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean busy = new AtomicBoolean();

    // Written only by the current turn; turns do not overlap.
    private volatile boolean tableReady;
    private volatile boolean joined;
    private volatile boolean unbroken;
    private volatile long unbrokenSinceNanos;

    private volatile boolean leaving;

    /**
     * Creates a lease that is not acquired yet.
     *
     * @param database holds the dashboard's tables and the gateway's own
     * @param settings this instance's name and the lease's times
     * @param version the version that other instances and operators see
     * @param held the binding rows of the connected devices
     * @param databaseEvents receives the outcome of each statement
     * @param events receives changes of leases
     * @param timer runs the delay between two beats
     */
    public InstanceLease(
            ConnectionFactory database,
            LeaseSettings settings,
            String version,
            HeldBindings held,
            DatabaseEvents databaseEvents,
            MembershipEvents events,
            Scheduler timer) {
        this.settings = settings;
        this.own = new Incarnation(settings.server(), UUID.randomUUID());
        this.store = new InstanceStore(database, settings, version, own, databaseEvents);
        this.repair = new RowRepair(store, held, events, settings.queryTimeout());
        this.events = events;
        this.timer = timer;
    }

    /**
     * Acquires the lease, renews it, and clears the rows of dead instances, until cancelled. Subscribe once, and only when devices can
     * connect: a gateway that cannot listen must not take the lease of one that does.
     *
     * @return never completes and never fails
     */
    public Mono<Void> run() {
        return Mono.defer(this::renew)
                .flatMap(pause -> Mono.delay(pause, timer))
                .repeat()
                .then();
    }

    /**
     * Releases the lease and clears the rows that still name this instance, whose devices are gone. If this fails, the lease expires and
     * another instance clears them. The lease is not acquired again.
     *
     * @return completes when that is done; fails if it cannot be done
     */
    public Mono<Void> leave() {
        return Mono.defer(() -> {
            leaving = true;
            return Mono.delay(MOMENT, timer)
                    .repeat(busy::get)
                    .then(Mono.defer(() -> joined ? release() : Mono.empty()));
        });
    }

    private Mono<Void> release() {
        return clear(own, settings.interval())
                .retryWhen(Retry.fixedDelay(TRIES_TO_LEAVE, SOON)
                        .filter(SqlState::isLocked)
                        .scheduler(timer))
                .doOnSuccess(rows -> events.released())
                .then();
    }

    /** Runs one beat and the work that follows from it; never fails. Returns the time until the next turn. */
    private Mono<Duration> renew() {
        // Set before "leaving" is read: leave() sets "leaving" and then waits until no turn is busy.
        busy.set(true);
        if (leaving) {
            busy.set(false);
            return Mono.just(settings.interval());
        }
        long begun = System.nanoTime();
        return prepare()
                .then(Mono.defer(store::beat))
                .doOnNext(repair::observe)
                .flatMap(this::joinIfExpired)
                .flatMap(beat -> clearDead(beat)
                        .then(repair.continueUntil(deadline(begun)))
                        .thenReturn(beat))
                .map(beat -> pause(begun, beat))
                .onErrorResume(error -> Mono.fromSupplier(() -> failed(error)))
                .doFinally(signal -> busy.set(false));
    }

    private Mono<Void> prepare() {
        return tableReady ? Mono.empty() : store.ensure().doOnSuccess(done -> tableReady = true);
    }

    /** Acquires the lease if the beat found none in force. */
    private Mono<Beat> joinIfExpired(Beat beat) {
        if (beat.kept()) {
            events.kept(beat.alive());
            markUnbroken();
            return Mono.just(beat);
        }
        // The first join reasserts too: another instance may have cleared rows of our name after this run began to
        // write.
        unbroken = false;
        boolean first = !joined;
        return leaving
                ? Mono.just(beat)
                : store.join(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos), first)
                        .map(joining -> {
                            if (joining.done()) {
                                joined = true;
                                repair.begin();
                                events.renewed(first, joining.others(), own.server(), beat.alive() + 1);
                                markUnbroken();
                            } else if (joining.others()) {
                                events.taken(own.server());
                            }
                            return beat;
                        });
    }

    /** Notes since when the database has worked without interruption. */
    private void markUnbroken() {
        if (!unbroken) {
            unbroken = true;
            unbrokenSinceNanos = System.nanoTime();
        }
    }

    /**
     * Returns the time until expired leases are trusted. Instances cannot beat while the database is down, so each gets one lease
     * duration after this instance's beats work again.
     */
    private Duration untilTrusted() {
        return unbroken ? settings.duration().minusNanos(System.nanoTime() - unbrokenSinceNanos) : settings.duration();
    }

    private Mono<Void> clearDead(Beat beat) {
        Long next = beat.nextMillis();
        if (leaving || next == null || next > 0 || isPositive(untilTrusted())) {
            return Mono.empty();
        }
        return store.dead()
                .flatMapIterable(dead -> dead)
                .concatMap(dead -> clear(dead, settings.interval().dividedBy(2))
                        .doOnNext(rows -> {
                            if (rows >= 0 && !dead.isCleared()) {
                                events.deadCleared(dead.server(), rows);
                            } else if (rows > 0) {
                                events.clearedLate(dead.server(), rows);
                            }
                        })
                        // Another database session holds a lock on the rows. A later turn retries soon.
                        .onErrorResume(SqlState::isLocked, busyRow -> Mono.empty()))
                .then();
    }

    /** Returns the number of rows cleared, or -1 if rows may remain or the instance was not to be cleared. */
    private Mono<Long> clear(Incarnation instance, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        return Mono.defer(() -> store.clear(instance))
                .expand(piece -> piece.more() && System.nanoTime() - until < 0 ? store.clear(instance) : Mono.empty())
                .doOnNext(piece -> events.cleared(piece.rows()))
                .collectList()
                .map(pieces -> pieces.get(pieces.size() - 1).done()
                        ? pieces.stream().mapToLong(Piece::rows).sum()
                        : -1L)
                .onErrorResume(
                        SqlState::isLocked,
                        busy -> store.clearFree(instance)
                                .doOnNext(events::cleared)
                                .then(Mono.error(busy)));
    }

    private long deadline(long begunNanos) {
        return begunNanos + settings.interval().dividedBy(2).toNanos();
    }

    /** Returns the time until the next beat is due, or until another instance's lease expires if that is sooner. */
    private Duration pause(long begunNanos, Beat beat) {
        Duration pause = settings.interval().minusNanos(System.nanoTime() - begunNanos);
        if (!unbroken || repair.isUnderWay()) {
            pause = shorter(pause, joined ? SOON : NOT_JOINED);
        }
        if (beat.nextMillis() != null) {
            Duration next = Duration.ofMillis(beat.nextMillis());
            Duration trusted = untilTrusted();
            Duration due = next.compareTo(trusted) > 0 ? next : trusted;
            // A lease that had expired was handled in this turn; it is retried soon.
            pause = shorter(pause, isPositive(due) ? due.plus(MOMENT) : SOON);
        }
        return isPositive(pause) ? pause : Duration.ZERO;
    }

    private Duration failed(Throwable error) {
        unbroken = false;
        repair.failed();
        if (InstanceStore.isForbidden(error)) {
            tableReady = false;
            events.forbidden(error.getMessage());
            // An administrator may grant the right.
            return settings.duration();
        }
        // An administrator may have dropped the table.
        tableReady = !InstanceStore.isTablesFault(error);
        events.failed();
        return joined ? settings.interval() : shorter(settings.interval(), NOT_JOINED);
    }

    private static boolean isPositive(Duration time) {
        return !time.isZero() && !time.isNegative();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
