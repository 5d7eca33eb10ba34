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
import org.oisp.gateway.database.BatchFeed;
import org.oisp.gateway.database.RowLockEvents;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.device.DeviceAddress;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Retries claims and releases whose rows other database sessions have locked, apart from the ledger's batches. Tries all of them together,
 * again and again, with a statement that waits for no lock: any number of locked rows, for any time, uses one connection briefly at each
 * try. A claim leaves when its registration times out. Thread-safe; nothing here blocks.
 */
final class LockedRowRetries {

    /** The delay between two attempts: a device may wait this long after its row is unlocked. */
    private static final Duration RETRY = Duration.ofMillis(100);

    /** The maximum number of devices whose lock holders are looked up at a time. */
    private static final int MAX_EXPLAINED = 20;

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

    /** {@code uncertain} receives rows that may or may not have been committed. */
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
        this.binder = new BatchBinder(store, lockHolders, uncertain, this::queue);
        this.events = events;
        this.timer = timer;
        events.waiting(rows::waiting, releases::uncleared);
    }

    /** Retries until cancelled. Fails only because of a defect. */
    Mono<Void> run() {
        return feed.concatMap(this::work, 0).then();
    }

    /** Takes a new claim if its device waits here or was found locked at the last attempt; returns false for any other. */
    boolean takeIfLocked(PendingClaim<?> claim) {
        boolean taken = rows.takesOver(claim);
        if (taken) {
            feed.signal();
        }
        return taken;
    }

    /** Takes a claim whose row a batch has found locked. */
    void add(PendingClaim<?> claim) {
        queue(claim);
        feed.signal();
    }

    /** Takes rows to be cleared that a batch has found locked. */
    void release(List<Binding> locked) {
        if (!locked.isEmpty()) {
            releases.add(locked);
            feed.signal();
        }
    }

    /** Returns how many rows still have to be cleared. */
    int uncleared() {
        return releases.uncleared();
    }

    /** Completes when nothing waits here. */
    Mono<Void> idle() {
        return feed.idle();
    }

    private void queue(PendingClaim<?> claim) {
        if (rows.add(claim)) {
            news.add(claim.claim());
        }
    }

    /** Processes a batch. A defect fails the registrations of this batch only. */
    private Mono<Void> work(LockedBatch lockedBatch) {
        return Mono.defer(() -> explain()
                        .then(bind(lockedBatch.claims))
                        .doOnError(defect -> releases.putBack(lockedBatch.releases))
                        .then(Mono.defer(() -> clear(lockedBatch.releases))))
                .doOnError(defect -> lockedBatch.claims.forEach(PendingClaim::fail))
                // Runs before the next batch is requested.
                .doOnTerminate(() -> {
                    rows.settle();
                    pause();
                });
    }

    /** Reports the lock holder once for each row, before the row is tried again: after the unlock the server no longer knows it. */
    private Mono<Void> explain() {
        List<DeviceClaim> asked = Stream.generate(news::poll)
                .limit(MAX_EXPLAINED)
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
        return store.release(batch, LockWait.SKIP)
                .doOnNext(locked -> {
                    releases.cleared(batch.size() - locked.size());
                    releases.putBack(locked);
                })
                .then()
                // Each half is put back on its own: the other may have been cleared.
                .onErrorResume(error -> SqlState.isLocked(error)
                        ? clearByHalves(batch)
                        : Mono.fromRunnable(() -> releases.putBack(batch)));
    }

    /** Handles a lock that SKIP LOCKED cannot skip: on a table, or on an old server on any row. */
    private Mono<Void> clearByHalves(List<Binding> batch) {
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

    /** Delays the next attempt; claims that arrive meanwhile wait, too. */
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

    /** Claims and releases that are tried together. */
    private record LockedBatch(List<PendingClaim<?>> claims, List<Binding> releases) {}

    /** Takes batches from the waiting claims and releases. */
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
