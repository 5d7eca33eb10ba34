package org.oisp.gateway.auth;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.database.ServerColumnTooNarrowException;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.BindingStore;
import org.oisp.gateway.auth.store.BindingTable;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.LockTimeouts;
import org.oisp.gateway.auth.store.LockWait;
import org.oisp.gateway.database.DatabaseEvents;
import org.oisp.gateway.database.DatabaseRefusal;
import org.oisp.gateway.database.SqlState;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks devices up and keeps their binding rows. What arrives while a statement is under way goes into the next one, so a storm
 * of ten thousand devices is some dozen transactions, and a single device does not wait. Thread-safe; nothing here blocks.
 *
 * <p>One batch is under way at a time: an instance never waits for its own row locks, and what was bound later has the later time.
 * What somebody else has locked waits in a lane of its own, and holds up no batch: docs/decisions/091.
 */
public final class BindingLedger {

    /** How long rows wait to be cleared after the database failed. */
    private static final Duration RELEASE_RETRY = Duration.ofMillis(500);

    private final BindingTable table;
    private final LockTimeouts patience;
    private final BindingStore store;
    private final LockedRowRetries locked;
    private final BatchBinder binder;
    private final int batchSize;
    private final DatabaseEvents events;
    private final Scheduler timer;
    private final BatchFeed<LedgerBatch> feed = new BatchFeed<>(new LedgerSource());
    private final ClaimQueue claims = new ClaimQueue();
    private final ReleaseQueue releases = new ReleaseQueue();

    private volatile boolean swept;
    private volatile boolean pausing;

    /**
     * Makes a ledger. It does nothing before {@link #run()} is subscribed.
     *
     * @param database where the dashboard's tables are
     * @param replicas where devices are looked up, as far as they know them
     * @param settings its bounds
     * @param events told of each statement
     * @param timer for the pause after a failure
     */
    public BindingLedger(
            ConnectionFactory database,
            DeviceReplicas replicas,
            LedgerSettings settings,
            DatabaseEvents events,
            Scheduler timer) {
        this.table = new BindingTable(database, settings.server(), settings.queryTimeout(), events);
        this.patience = new LockTimeouts(settings.lockTimeout(), System::nanoTime);
        this.store = new BindingStore(database, replicas, table, settings.queryTimeout(), patience, events);
        this.batchSize = settings.batchSize();
        this.events = events;
        this.timer = timer;
        this.locked = new LockedRowRetries(store, table.locks(), batchSize, events.rowLocks(), releases::add, timer);
        this.binder = new BatchBinder(store, table.locks(), releases::add, locked::add);
    }

    /**
     * Asks the database whether rows can hold the address of this instance. Nothing is changed: whether this is the only instance of
     * that address is not known before its port is bound.
     *
     * @return completes if they can or the database is away; fails with a {@link ServerColumnTooNarrowException} if they cannot, and with the
     *     database's own error if that is a {@link DatabaseRefusal}
     */
    public Mono<Void> prepare() {
        return table.check()
                .onErrorComplete(error ->
                        !(error instanceof ServerColumnTooNarrowException) && DatabaseRefusal.of(error) == null);
    }

    /**
     * Works until cancelled; begins with clearing the rows that an earlier run of this instance left. One subscriber at a time, by
     * whoever puts the gateway together: what waits when one has ended is for the next.
     *
     * @return never completes, and fails only because of a defect
     */
    public Mono<Void> run() {
        return Mono.when(feed.concatMap(this::work, 0).then(), locked.run());
    }

    /**
     * Looks a device up and binds it to this instance.
     *
     * @param claim the device
     * @param registrationHandler what to make of the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> what it is made into
     * @return what the verdict made of it; a database that failed is {@link RegistrationOutcome#DATABASE_FAILED}
     */
    public <T> Mono<T> bind(DeviceClaim claim, RegistrationHandler<T> registrationHandler) {
        return Mono.create(sink -> {
            claims.add(new PendingClaim<>(claim, registrationHandler, sink));
            feed.signal();
        });
    }

    /**
     * Has a row cleared, unless it is no longer as it was bound. Tried until the database did it.
     *
     * @param binding the row
     */
    public void release(Binding binding) {
        releases.add(List.of(binding));
        feed.signal();
    }

    /**
     * The table that the rows are in.
     *
     * @return for whoever looks whether rows can be written
     */
    BindingTable table() {
        return table;
    }

    /** The table was away and is there again, from a backup perhaps: what it says of this instance is of an earlier time. */
    void startOver() {
        swept = false;
        feed.signal();
    }

    /**
     * Waits until every row that was released is cleared.
     *
     * @param atMost how long to wait
     * @return true when done, false when the time is over; what was left is logged then. Never fails
     */
    public Mono<Boolean> flush(Duration atMost) {
        return feed.idle()
                .then(locked.idle())
                .thenReturn(true)
                .timeout(
                        atMost,
                        Mono.fromSupplier(() -> {
                            events.bindingsLeft(releases.uncleared() + locked.uncleared());
                            return false;
                        }),
                        timer);
    }

    /** A defect costs the registrations of its batch. */
    private Mono<Void> work(LedgerBatch ledgerBatch) {
        return Mono.defer(() -> settle(ledgerBatch))
                .doOnError(defect -> ledgerBatch.claims.forEach(PendingClaim::fail));
    }

    private Mono<Void> settle(LedgerBatch ledgerBatch) {
        return sweep().then(Mono.defer(() -> binder.bind(ledgerBatch.claims)))
                .doOnError(away -> {
                    ledgerBatch.claims.forEach(PendingClaim::fail);
                    claims.failAll();
                })
                // A row that cannot be cleared is nobody's answer: those who wait for one have their own try.
                .then(clear(ledgerBatch.releases))
                .onErrorResume(away -> Mono.fromRunnable(() -> {
                    releases.putBack(ledgerBatch.releases);
                    pause();
                }));
    }

    /** Before the first row is written, since it clears all that name this instance. */
    private Mono<Void> sweep() {
        return Mono.defer(() -> swept
                ? Mono.empty()
                : table.sweep(patience)
                        .doOnNext(done -> {
                            swept = true;
                            events.bindingsSwept(done.rows());
                            locked.release(done.locked());
                        })
                        .then());
    }

    /** What is locked is left to its own lane. */
    private Mono<Void> clear(List<Binding> batch) {
        return batch.isEmpty()
                ? Mono.empty()
                : store.release(batch, LockWait.BRIEF)
                        .onErrorResume(SqlState::isLocked, error -> Mono.just(batch))
                        .doOnNext(left -> {
                            releases.cleared(batch.size());
                            locked.release(left);
                        })
                        .then();
    }

    /** Only what nobody waits for pauses: a claim is always tried at once. */
    private void pause() {
        pausing = true;
        timer.schedule(
                () -> {
                    pausing = false;
                    feed.signal();
                },
                RELEASE_RETRY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A batch of work. */
    private record LedgerBatch(List<PendingClaim<?>> claims, List<Binding> releases) {}

    /** What waits to be worked on. */
    private final class LedgerSource implements BatchFeed.BatchSource<LedgerBatch> {

        @Override
        public @Nullable LedgerBatch next() {
            List<PendingClaim<?>> batch = claims.take(batchSize, locked::takesOver);
            boolean workWithoutClaims = !pausing && (!swept || !releases.isEmpty());
            if (batch.isEmpty() && !workWithoutClaims) {
                return null;
            }
            return new LedgerBatch(batch, pausing ? List.of() : releases.take());
        }

        @Override
        public boolean exhausted() {
            return claims.isEmpty() && releases.isEmpty();
        }
    }
}
