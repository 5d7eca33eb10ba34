package org.oisp.gateway.auth;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.database.DeviceReplicas;
import org.oisp.gateway.auth.database.ServerColumnTooNarrowException;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.BindingSql;
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
 * Looks devices up and keeps their binding rows. Claims that arrive while a statement is running go into the next one, so a storm of ten
 * thousand devices takes a few dozen transactions, and a single device does not wait. Thread-safe; nothing here blocks.
 *
 * <p>One batch runs at a time: an instance never waits for its own row locks, and a later binding has the later time. Claims and releases
 * of rows that another database session has locked wait in a separate queue and delay no batch: docs/decisions/091.
 */
public final class BindingLedger {

    /** The delay before rows are cleared again after the database failed. */
    private static final Duration RELEASE_RETRY = Duration.ofMillis(500);

    private final BindingTable table;
    private final LockTimeouts lockTimeouts;
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
     * Creates a ledger. It does nothing before {@link #run()} is subscribed.
     *
     * @param database connects to the database with the dashboard's tables
     * @param replicas look devices up, as far as they know them
     * @param events receives the outcome of each statement
     * @param timer schedules the delay after a failure
     */
    public BindingLedger(
            ConnectionFactory database,
            DeviceReplicas replicas,
            LedgerSettings settings,
            DatabaseEvents events,
            Scheduler timer) {
        this.table = new BindingTable(database, settings.server(), settings.queryTimeout(), events);
        this.lockTimeouts = new LockTimeouts(settings.lockTimeout(), System::nanoTime);
        this.store = new BindingStore(
                database,
                replicas,
                table,
                settings.rehearsal() ? BindingSql.REHEARSAL : BindingSql.REGISTRATION,
                settings.queryTimeout(),
                lockTimeouts,
                events);
        this.batchSize = settings.batchSize();
        this.events = events;
        this.timer = timer;
        this.locked = new LockedRowRetries(store, table.locks(), batchSize, events.rowLocks(), releases::add, timer);
        this.binder = new BatchBinder(store, table.locks(), releases::add, locked::add);
    }

    /**
     * Asks the database whether its rows can hold the address of this instance. Changes nothing: until this instance has bound its
     * port, another one with this address may be running.
     *
     * @return completes if they can or the database is away; fails with a {@link ServerColumnTooNarrowException} if they cannot, and with
     *     the database's own error if that is a {@link DatabaseRefusal}
     */
    public Mono<Void> prepare() {
        return table.check()
                .onErrorComplete(error ->
                        !(error instanceof ServerColumnTooNarrowException) && DatabaseRefusal.of(error) == null);
    }

    /**
     * Processes batches until cancelled; first clears the rows that an earlier run of this instance left. Allows one subscriber at a time;
     * what waits when it ends goes to the next subscriber.
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
     * @param registrationHandler receives the outcome; see {@link RegistrationHandler} on who owns the row
     * @param <T> the type of the answer
     * @return the answer of the handler; {@link RegistrationOutcome#DATABASE_FAILED} if the database failed
     */
    public <T> Mono<T> bind(DeviceClaim claim, RegistrationHandler<T> registrationHandler) {
        return Mono.create(sink -> {
            claims.add(new PendingClaim<>(claim, registrationHandler, sink));
            feed.signal();
        });
    }

    /** Queues a row to be cleared, unless it has changed since it was bound. Retries until the database has done it. */
    public void release(Binding binding) {
        releases.add(List.of(binding));
        feed.signal();
    }

    /** Returns the table of the binding rows, for checks whether rows can be written. */
    BindingTable table() {
        return table;
    }

    /** Sweeps again: a table that is back may come from a backup, with outdated rows of this instance. */
    void startOver() {
        swept = false;
        feed.signal();
    }

    /**
     * Waits until every released row is cleared.
     *
     * @param atMost how long to wait
     * @return true when done, false after that time; the number of rows left is logged then. Never fails
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

    /** Processes a batch. A defect fails the registrations of this batch only. */
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
                // A failed clear must not fail claims: each claim gets its own attempt.
                .then(clear(ledgerBatch.releases))
                .onErrorResume(away -> Mono.fromRunnable(() -> {
                    releases.putBack(ledgerBatch.releases);
                    pause();
                }));
    }

    /** Clears the rows of an earlier run before the first row is written, since it clears all rows that name this instance. */
    private Mono<Void> sweep() {
        return Mono.defer(() -> swept
                ? Mono.empty()
                : table.sweep(lockTimeouts)
                        .doOnNext(done -> {
                            swept = true;
                            events.bindingsSwept(done.rows());
                            locked.release(done.locked());
                        })
                        .then());
    }

    /** Clears rows; hands locked ones to the queue of locked rows. */
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

    /** Delays only releases; a claim is always tried at once. */
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

    /** Claims and releases that are processed together. */
    private record LedgerBatch(List<PendingClaim<?>> claims, List<Binding> releases) {}

    /** Takes batches from the waiting claims and releases. */
    private final class LedgerSource implements BatchFeed.BatchSource<LedgerBatch> {

        @Override
        public @Nullable LedgerBatch next() {
            List<PendingClaim<?>> batch = claims.take(batchSize, locked::takeIfLocked);
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
