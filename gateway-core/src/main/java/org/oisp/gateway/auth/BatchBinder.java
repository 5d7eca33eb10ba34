package org.oisp.gateway.auth;

import java.util.List;
import java.util.function.Consumer;
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
 * Has a batch of claims bound, and answered. What is wrong with one of them, or in its way, costs the others nothing: a claim whose
 * data the database refuses fails alone, and one whose row somebody else has locked is handed on, to be tried later.
 */
final class BatchBinder {

    private final BindingStore store;
    private final LockHolders lockHolders;
    private final Consumer<List<Binding>> uncertain;
    private final Consumer<PendingClaim<?>> locked;

    /** {@code uncertain} is told rows of which nobody knows whether they are written, {@code locked} the claims that were not answered. */
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

    /** Fails if the database did, and with a {@link TableLockedException} if a table was locked for as long as a batch may take. */
    Mono<Void> bind(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.BRIEF, true).onErrorResume(SqlState::isLocked, error -> apart(batch));
    }

    /** The same for claims of which it is known that their rows are locked, or were: waits for nothing. */
    Mono<Void> bindLocked(List<PendingClaim<?>> batch) {
        return bind(batch, LockWait.NONE, true)
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
     * Without those that have gone, once: in a storm some are always going, and work that is done again each time would never be done.
     */
    private Mono<Void> bind(List<PendingClaim<?>> batch, LockWait wait, boolean mayBeginAgain) {
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
                .switchIfEmpty(Mono.defer(
                        () -> bind(PendingClaim.stillWanted(batch), wait, false).thenReturn(true)))
                .then()
                .onErrorResume(BindingStore::isDataError, refused -> withoutTheRefused(batch, wait));
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

    /** One value that the database refuses must not cost the others their registration. */
    private Mono<Void> withoutTheRefused(List<PendingClaim<?>> batch, LockWait wait) {
        if (batch.size() == 1) {
            return Mono.fromRunnable(batch.get(0)::fail);
        }
        int half = batch.size() / 2;
        return bind(batch.subList(0, half), wait, true)
                .then(Mono.defer(() -> bind(batch.subList(half, batch.size()), wait, true)));
    }

    /** A lock that rows cannot be left out for: a table's, or that of a row which somebody else is just inserting, or of a device. */
    private Mono<Void> apart(List<PendingClaim<?>> batch) {
        return lockHolders
                .ofTables()
                .map(holder -> true)
                .defaultIfEmpty(false)
                .flatMap(table -> table
                        ? lockHolders.named(DatabaseOperation.BIND, bind(batch, LockWait.FOR_TABLES, true))
                        : byHalves(batch));
    }

    /** Each half may have a lock in it, or none. */
    private Mono<Void> byHalves(List<PendingClaim<?>> batch) {
        int half = (batch.size() + 1) / 2;
        return Flux.just(batch.subList(0, half), batch.subList(half, batch.size()))
                .concatMap(some -> bind(some, LockWait.NONE, true)
                        .onErrorResume(
                                SqlState::isLocked,
                                error -> some.size() == 1
                                        ? Mono.fromRunnable(() -> locked.accept(some.get(0)))
                                        : byHalves(some)))
                .then();
    }
}
