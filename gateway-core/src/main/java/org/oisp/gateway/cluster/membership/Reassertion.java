package org.oisp.gateway.cluster.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.oisp.gateway.auth.store.Binding;
import reactor.core.publisher.Mono;

/**
 * Writes the rows of this instance's devices again after its lease had expired, because other instances may have cleared them, and after
 * the database may have lost them. Leaves the rows of devices that were taken over since: those have a later time. Called by one turn of
 * {@link InstanceLease} at a time.
 */
final class Reassertion {

    private static final int ROWS_A_BATCH = 1_000;

    /** Two passes, because a row that is being written during the first is not in the list yet. */
    private static final int PASSES = 2;

    private final InstanceStore store;
    private final HeldBindings held;
    private final MembershipEvents events;
    private List<Binding> waiting = List.of();
    /** Rows that another database session had locked. They wait for the next turn, so that none is retried without a pause. */
    private final List<Binding> locked = new ArrayList<>();

    private int passes;

    Reassertion(InstanceStore store, HeldBindings held, MembershipEvents events) {
        this.store = store;
        this.held = held;
        this.events = events;
    }

    /** Starts from the beginning, also if already under way. */
    synchronized void begin() {
        waiting = List.of();
        locked.clear();
        passes = PASSES;
    }

    synchronized boolean isUnderWay() {
        return passes > 0 || !waiting.isEmpty() || !locked.isEmpty();
    }

    /**
     * Does part of the pending work and leaves the rest to the next call, so that beats are not late.
     *
     * @param untilNanos when to stop, as {@link System#nanoTime()}
     */
    Mono<Void> continueUntil(long untilNanos) {
        return Mono.defer(() -> {
            startPass();
            return isWaiting()
                    ? Mono.defer(this::batch)
                            .repeat(() -> isWaiting() && System.nanoTime() - untilNanos < 0)
                            .then()
                    : Mono.empty();
        });
    }

    private synchronized void startPass() {
        if (waiting.isEmpty() && passes > 0) {
            passes--;
            waiting = new ArrayList<>(held.all());
        } else if (waiting.isEmpty() && !locked.isEmpty()) {
            waiting = new ArrayList<>(locked);
            locked.clear();
        }
    }

    private synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    private synchronized List<Binding> next() {
        List<Binding> tail = waiting.subList(Math.max(0, waiting.size() - ROWS_A_BATCH), waiting.size());
        return List.copyOf(tail);
    }

    private synchronized void done(List<Binding> batch, Set<UUID> lockedDevices) {
        waiting.subList(waiting.size() - batch.size(), waiting.size()).clear();
        batch.stream()
                .filter(binding -> lockedDevices.contains(binding.device().value()))
                .forEach(locked::add);
    }

    private Mono<Void> batch() {
        List<Binding> batch = next();
        return store.reassert(batch)
                .doOnNext(reassertionResult -> {
                    done(batch, reassertionResult.locked());
                    events.reasserted(reassertionResult.rows());
                    // A device that left meanwhile may have had its row cleared before this wrote it.
                    batch.stream().filter(binding -> !held.holds(binding)).forEach(held::release);
                })
                .then();
    }
}
