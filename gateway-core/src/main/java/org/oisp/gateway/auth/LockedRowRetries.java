package org.oisp.gateway.auth;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.BindingStore;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.LockHolders;
import org.oisp.gateway.auth.store.LockWait;
import org.oisp.gateway.database.RowLockEvents;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.device.DeviceAddress;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Where claims and releases wait whose rows somebody else has locked, beside the ledger's batches. All of them are tried together, again
 * and again, by a statement that waits for no lock: however many rows are locked, and for however long, that takes one connection for a
 * moment at a time. Whoever has waited for too long goes by himself. Thread-safe; nothing here blocks.
 */
final class LockedRowRetries {

    /** From one try to the next: for so long a device may wait in vain once its row is free. */
    private static final Duration RETRY = Duration.ofMillis(100);

    /** Of so many devices at a time it is asked who has locked their rows. */
    private static final int MOST_EXPLAINED = 20;

    private final BindingStore store;
    private final LockHolders lockHolders;
    private final BatchBinder binder;
    private final RowLockEvents events;
    private final Scheduler timer;
    private final int batchSize;
    private final BatchFeed<LockedBatch> feed = new BatchFeed<>(new LockedRowSource());
    private final LockedRowQueue rows = new LockedRowQueue();
    private final ReleaseQueue releases = new ReleaseQueue();
    private final Queue<DeviceClaim> news = new ConcurrentLinkedQueue<>();

    private volatile boolean pausing;

    /** {@code uncertain} is told rows of which nobody knows whether they are written. */
    LockedRowRetries(
            BindingStore store,
            LockHolders lockHolders,
            int batchSize,
            RowLockEvents events,
            Consumer<List<Binding>> uncertain,
            Scheduler timer) {
        this.store = store;
        this.lockHolders = lockHolders;
        this.batchSize = batchSize;
        this.binder = new BatchBinder(store, lockHolders, uncertain, this::keep);
        this.events = events;
        this.timer = timer;
        events.waiting(rows::waiting, releases::uncleared);
    }

    /** Works until cancelled. Fails only because of a defect. */
    Mono<Void> run() {
        return feed.concatMap(this::work, 0).then();
    }

    /** Takes a new claim if its device is waited for here, or was found locked the last time; false for any other. */
    boolean takesOver(PendingClaim<?> claim) {
        boolean taken = rows.takesOver(claim);
        if (taken) {
            feed.signal();
        }
        return taken;
    }

    /** Takes a claim whose row a batch has found locked. */
    void add(PendingClaim<?> claim) {
        keep(claim);
        feed.signal();
    }

    /** Takes rows that are to be cleared and that a batch has found locked. */
    void release(List<Binding> locked) {
        if (!locked.isEmpty()) {
            releases.add(locked);
            feed.signal();
        }
    }

    /** Rows that are to be cleared and are not yet. */
    int uncleared() {
        return releases.uncleared();
    }

    /** Completes when nothing waits here. */
    Mono<Void> idle() {
        return feed.idle();
    }

    private void keep(PendingClaim<?> claim) {
        if (rows.add(claim)) {
            news.add(claim.claim());
        }
    }

    /** A defect costs the registrations of its batch. */
    private Mono<Void> work(LockedBatch lockedBatch) {
        return Mono.defer(() -> explain()
                        .then(bind(lockedBatch.claims))
                        .then(Mono.defer(() -> clear(lockedBatch.releases)))
                        .onErrorResume(away -> Mono.fromRunnable(() -> releases.putBack(lockedBatch.releases))))
                .doOnError(defect -> lockedBatch.claims.forEach(PendingClaim::fail))
                // Before the next batch is asked for.
                .doOnTerminate(() -> {
                    rows.settle();
                    pause();
                });
    }

    /** Said once of a row, before it is tried again: once it is free nobody knows any more who had it. */
    private Mono<Void> explain() {
        List<DeviceClaim> asked = Stream.generate(news::poll)
                .limit(MOST_EXPLAINED)
                .takeWhile(claim -> claim != null)
                .toList();
        return asked.isEmpty()
                ? Mono.empty()
                : lockHolders
                        .ofRows(asked)
                        .doOnNext(holders -> asked.forEach(device ->
                                events.found(new DeviceAddress(device.account(), device.id()), holders.get(device))))
                        .then();
    }

    private Mono<Void> bind(List<PendingClaim<?>> claims) {
        return claims.isEmpty()
                ? Mono.empty()
                : binder.bindLocked(claims)
                        .onErrorResume(away -> Mono.fromRunnable(() -> claims.forEach(PendingClaim::fail)));
    }

    private Mono<Void> clear(List<Binding> batch) {
        if (batch.isEmpty()) {
            return Mono.empty();
        }
        return store.release(batch, LockWait.NONE)
                .doOnNext(locked -> {
                    releases.cleared(batch.size() - locked.size());
                    releases.putBack(locked);
                })
                .then()
                .onErrorResume(SqlState::isLocked, error -> clearApart(batch));
    }

    /** A lock that rows cannot be left out for: a table's, or at an old server any row's. */
    private Mono<Void> clearApart(List<Binding> batch) {
        if (batch.size() == 1) {
            return Mono.fromRunnable(() -> releases.putBack(batch));
        }
        int half = batch.size() / 2;
        return lockHolders
                .ofTables()
                .doOnNext(holder -> releases.putBack(batch))
                .map(holder -> true)
                .switchIfEmpty(Flux.just(batch.subList(0, half), batch.subList(half, batch.size()))
                        .concatMap(this::clear)
                        .then(Mono.just(true)))
                .then();
    }

    /** What comes meanwhile waits for as long, too. */
    private void pause() {
        if (rows.isEmpty() && releases.isEmpty()) {
            return;
        }
        pausing = true;
        timer.schedule(
                () -> {
                    pausing = false;
                    feed.signal();
                },
                RETRY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** What is tried at once. */
    private record LockedBatch(List<PendingClaim<?>> claims, List<Binding> releases) {}

    /** What waits to be tried. */
    private final class LockedRowSource implements BatchFeed.BatchSource<LockedBatch> {

        @Override
        public @Nullable LockedBatch next() {
            if (pausing || exhausted()) {
                return null;
            }
            List<PendingClaim<?>> claims = rows.take(batchSize);
            List<Binding> bindings = releases.take();
            return claims.isEmpty() && bindings.isEmpty() ? null : new LockedBatch(claims, bindings);
        }

        @Override
        public boolean exhausted() {
            return rows.isEmpty() && releases.isEmpty();
        }
    }
}
