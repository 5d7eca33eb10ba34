package org.oisp.gateway.auth;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.auth.store.BindingResult;
import org.oisp.gateway.auth.store.BindingStore;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.LockHolders;
import org.oisp.gateway.auth.store.LockWait;
import org.oisp.gateway.database.DatabaseOperation;
import org.oisp.gateway.database.SqlState;
import org.oisp.gateway.database.TableLockedException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Binds a batch of claims and answers them. One bad claim does not affect the others: a claim whose data the database refuses fails alone,
 * and a claim whose row another database session has locked is handed on for a later attempt.
 */
final class BatchBinder {

    private final BindingStore store;
    private final LockHolders lockHolders;
    private final Consumer<List<Binding>> uncertain;
    private final Consumer<PendingClaim<?>> locked;

    /** {@code uncertain} receives rows that may or may not have been committed, {@code locked} the claims that were not answered. */
    BatchBinder(
            BindingStore store,
            LockHolders lockHolders,
            Consumer<List<Binding>> uncertain,
            Consumer<PendingClaim<?>> locked) {
        this.store = store;
        this.lockHolders = lockHolders;
        this.uncertain = uncertain;
        this.locked = locked;
    }

    /**
     * Binds and answers the claims. Fails if the database fails, with a {@link TableLockedException} if a table stays locked for the
     * batch's whole time.
     */
    Mono<Void> bind(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.BRIEF, true, this::bind)
                .onErrorResume(SqlState::isLocked, error -> bindAroundLock(batch));
    }

    /** Binds claims whose rows are, or were, known to be locked; waits for no row lock. */
    Mono<Void> bindLocked(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.SKIP, true, this::bindLocked)
                .onErrorResume(
                        SqlState::isLocked,
                        error -> batch.size() == 1
                                ? Mono.fromRunnable(() -> locked.accept(batch.get(0)))
                                : lockHolders
                                        .ofTables()
                                        .doOnNext(holder -> batch.forEach(locked))
                                        .map(holder -> true)
                                        .switchIfEmpty(
                                                Mono.defer(() -> byHalves(batch).thenReturn(true)))
                                        .then());
    }

    /**
     * Restarts at most once without abandoned claims: during a reconnect storm some are always abandoned, so unlimited restarts would never
     * finish.
     *
     * @param bindHalf binds a half of the batch on its own, and handles its locks: the other half may have been answered by then
     */
    private Mono<Void> bind(
            List<PendingClaim<?>> batch,
            LockWait wait,
            boolean mayBeginAgain,
            Function<List<PendingClaim<?>>, Mono<Void>> bindHalf) {
        if (batch.isEmpty()) {
            return Mono.empty();
        }
        List<DeviceClaim> wanted =
                batch.stream().<DeviceClaim>map(PendingClaim::claim).toList();
        return store.bind(
                        wanted,
                        wait,
                        () -> mayBeginAgain && batch.stream().anyMatch(PendingClaim::abandoned),
                        uncertain)
                .doOnNext(bindingResult -> answer(batch, bindingResult))
                .map(bindingResult -> true)
                .switchIfEmpty(Mono.defer(() -> bind(PendingClaim.stillWanted(batch), wait, false, bindHalf)
                        .thenReturn(true)))
                .then()
                .onErrorResume(BindingStore::isDataError, refused -> splitOnDataError(batch, bindHalf));
    }

    private void answer(List<PendingClaim<?>> batch, BindingResult bindingResult) {
        for (int i = 0; i < batch.size(); i++) {
            if (bindingResult.isLocked(i)) {
                locked.accept(batch.get(i));
            } else {
                batch.get(i).complete(bindingResult.granted(i));
            }
        }
    }

    /** Splits the batch, so that one value that the database refuses does not fail the other claims. */
    private Mono<Void> splitOnDataError(
            List<PendingClaim<?>> batch, Function<List<PendingClaim<?>>, Mono<Void>> bindHalf) {
        if (batch.size() == 1) {
            return Mono.fromRunnable(batch.get(0)::fail);
        }
        int half = batch.size() / 2;
        return bindHalf.apply(batch.subList(0, half))
                .then(Mono.defer(() -> bindHalf.apply(batch.subList(half, batch.size()))));
    }

    /** Handles a lock that SKIP LOCKED cannot skip: on a table, on a row that another transaction is inserting, or on a device's row. */
    private Mono<Void> bindAroundLock(List<PendingClaim<?>> batch) {
        return lockHolders
                .ofTables()
                .map(holder -> true)
                .defaultIfEmpty(false)
                .flatMap(table -> table
                        ? lockHolders.named(DatabaseOperation.BIND, bindWaitingForTables(batch))
                        : byHalves(batch));
    }

    /** Binds each half on its own, and splits a half again if it contains a lock. */
    private Mono<Void> byHalves(List<PendingClaim<?>> batch) {
        int half = (batch.size() + 1) / 2;
        return Flux.just(batch.subList(0, half), batch.subList(half, batch.size()))
                .concatMap(this::bindOrSplit)
                .then();
    }

    private Mono<Void> bindOrSplit(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.SKIP, true, this::bindOrSplit)
                .onErrorResume(
                        SqlState::isLocked,
                        error -> batch.size() == 1
                                ? Mono.fromRunnable(() -> locked.accept(batch.get(0)))
                                : byHalves(batch));
    }

    private Mono<Void> bindWaitingForTables(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.FOR_TABLES, true, this::bindWaitingForTables);
    }
}
