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
 * Keeps this instance's lease, a row in {@code gateway.instances} that says until when it counts as alive, and clears the binding rows
 * of instances whose leases have run out: docs/decisions/060. All times are the database's, but for how long this instance has seen
 * the database work. Nothing here blocks.
 */
public final class InstanceLease {

    /** How soon again, when something did not work that somebody waits for. */
    private static final Duration SOON = Duration.ofMillis(200);

    /** How soon again, while there is no lease yet. */
    private static final Duration NOT_JOINED = Duration.ofSeconds(1);

    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final int TRIES_TO_LEAVE = 5;

    private final LeaseSettings settings;
    private final Incarnation own;
    private final InstanceStore store;
    private final Reassertion reassertion;
    private final MembershipEvents events;
    private final Scheduler timer;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean busy = new AtomicBoolean();

    // Only the turn that is under way writes these, and there is one at a time.
    private volatile boolean tableReady;
    private volatile boolean joined;
    private volatile boolean unbroken;
    private volatile long unbrokenSinceNanos;

    private volatile boolean leaving;

    /**
     * Makes a lease that is not taken yet.
     *
     * @param database where the dashboard's tables are, and the gateway's own
     * @param settings how this instance shows that it is alive
     * @param version what other instances and operators are told of this one
     * @param held the rows of the devices that are connected here
     * @param databaseEvents told of each statement
     * @param events told of what becomes of leases
     * @param timer for the time between two beats
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
        this.reassertion = new Reassertion(store, held, events);
        this.events = events;
        this.timer = timer;
    }

    /**
     * Takes the lease and keeps it, and looks after the dead, until cancelled. Subscribed once, by whoever puts the gateway together,
     * when devices may connect: a gateway that cannot listen must not take the lease of the one that does.
     *
     * @return never completes and never fails
     */
    public Mono<Void> run() {
        return Mono.defer(this::turn)
                .flatMap(pause -> Mono.delay(pause, timer))
                .repeat()
                .then();
    }

    /**
     * Gives the lease back, and clears what rows still name this instance: its devices are gone. If that fails, the lease runs out,
     * and another instance does it. There is no new lease after this.
     *
     * @return completes when that is done; fails if it cannot be
     */
    public Mono<Void> leave() {
        return Mono.defer(() -> {
            leaving = true;
            return Mono.delay(MOMENT, timer)
                    .repeat(busy::get)
                    .then(Mono.defer(() -> joined ? giveBack() : Mono.empty()));
        });
    }

    private Mono<Void> giveBack() {
        return clear(own, settings.interval())
                .retryWhen(Retry.fixedDelay(TRIES_TO_LEAVE, SOON)
                        .filter(SqlState::isLocked)
                        .scheduler(timer))
                .doOnSuccess(rows -> events.left())
                .then();
    }

    /** One beat and what follows from it; never fails. Gives the time until the next. */
    private Mono<Duration> turn() {
        // Before it is looked whether to leave: who leaves waits for the turn that has not seen it.
        busy.set(true);
        if (leaving) {
            busy.set(false);
            return Mono.just(settings.interval());
        }
        long begun = System.nanoTime();
        return prepare()
                .then(Mono.defer(store::beat))
                .flatMap(this::keep)
                .flatMap(beat ->
                        bury(beat).then(reassertion.goOn(deadline(begun))).thenReturn(beat))
                .map(beat -> pause(begun, beat))
                .onErrorResume(error -> Mono.fromSupplier(() -> failed(error)))
                .doFinally(signal -> busy.set(false));
    }

    private Mono<Void> prepare() {
        return tableReady ? Mono.empty() : store.ensure().doOnSuccess(done -> tableReady = true);
    }

    /** Makes a lease of a beat that found none. */
    private Mono<Beat> keep(Beat beat) {
        if (beat.kept()) {
            events.kept(beat.alive());
            see();
            return Mono.just(beat);
        }
        // Also for the first time: should another have cleared rows of our name after this run began to write some.
        unbroken = false;
        boolean first = !joined;
        return leaving
                ? Mono.just(beat)
                : store.join(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos), first)
                        .map(joining -> {
                            if (joining.done()) {
                                joined = true;
                                reassertion.begin();
                                events.renewed(first, joining.others(), own.server(), beat.alive() + 1);
                                see();
                            } else if (joining.others()) {
                                events.taken(own.server());
                            }
                            return beat;
                        });
    }

    /** The database works, and has since the time noted. */
    private void see() {
        if (!unbroken) {
            unbroken = true;
            unbrokenSinceNanos = System.nanoTime();
        }
    }

    /**
     * Who did not beat while nobody could is not dead: each has as long as a lease to beat again, from when this instance's beats
     * work again.
     */
    private Duration untilTrusted() {
        return unbroken ? settings.duration().minusNanos(System.nanoTime() - unbrokenSinceNanos) : settings.duration();
    }

    private Mono<Void> bury(Beat beat) {
        Long next = beat.nextMillis();
        if (leaving || next == null || next > 0 || isPositive(untilTrusted())) {
            return Mono.empty();
        }
        return store.dead()
                .flatMapIterable(dead -> dead)
                .concatMap(dead -> clear(dead, settings.interval().dividedBy(2))
                        .doOnNext(rows -> {
                            if (rows >= 0 && !dead.isCleared()) {
                                events.buried(dead.server(), rows);
                            } else if (rows > 0) {
                                events.clearedLate(dead.server(), rows);
                            }
                        })
                        // Somebody is at it; who is left is looked at again soon.
                        .onErrorResume(SqlState::isLocked, busyRow -> Mono.empty()))
                .then();
    }

    /** Gives how many rows that took, or -1 if it is not done yet or was not to be done. */
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

    /** Until the next beat is due; or until another's lease runs out, if that is sooner. */
    private Duration pause(long begunNanos, Beat beat) {
        Duration pause = settings.interval().minusNanos(System.nanoTime() - begunNanos);
        if (!unbroken || reassertion.isUnderWay()) {
            pause = shorter(pause, joined ? SOON : NOT_JOINED);
        }
        if (beat.nextMillis() != null) {
            Duration next = Duration.ofMillis(beat.nextMillis());
            Duration trusted = untilTrusted();
            Duration due = next.compareTo(trusted) > 0 ? next : trusted;
            // One that was due already has been tried just now.
            pause = shorter(pause, isPositive(due) ? due.plus(MOMENT) : SOON);
        }
        return isPositive(pause) ? pause : Duration.ZERO;
    }

    private Duration failed(Throwable error) {
        unbroken = false;
        if (InstanceStore.isForbidden(error)) {
            tableReady = false;
            events.forbidden(error.getMessage());
            // Somebody may grant the right.
            return settings.duration();
        }
        // Somebody may have dropped the table.
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
