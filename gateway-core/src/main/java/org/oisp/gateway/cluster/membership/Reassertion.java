package org.oisp.gateway.cluster.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.oisp.gateway.auth.store.Binding;
import reactor.core.publisher.Mono;

/**
 * Puts right what the rows of this instance's devices say after its lease had run out: others may have cleared them. Rows that nobody
 * has taken since still have their server and their time, and only those are written. For one turn of {@link InstanceLease} at a time.
 */
final class Reassertion {

    private static final int ROWS_A_BATCH = 1_000;

    /** A row that was just being written is nobody's yet in the first pass. */
    private static final int PASSES = 2;

    private final InstanceStore store;
    private final HeldBindings held;
    private final MembershipEvents events;
    private List<Binding> waiting = List.of();
    /** Rows that somebody else had locked: for the next turn, so that none of them is tried without a pause. */
    private final List<Binding> locked = new ArrayList<>();

    private int passes;

    Reassertion(InstanceStore store, HeldBindings held, MembershipEvents events) {
        this.store = store;
        this.held = held;
        this.events = events;
    }

    /** Begins, or begins again. */
    synchronized void begin() {
        waiting = List.of();
        locked.clear();
        passes = PASSES;
    }

    synchronized boolean isUnderWay() {
        return passes > 0 || !waiting.isEmpty() || !locked.isEmpty();
    }

    /**
     * Does some of the work, if there is any, and leaves the rest to the next call: beats are not to be late for it.
     *
     * @param untilNanos when to stop
     */
    Mono<Void> goOn(long untilNanos) {
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
        return store.assertAgain(batch)
                .doOnNext(reassertionResult -> {
                    done(batch, reassertionResult.locked());
                    events.reasserted(reassertionResult.rows());
                    // A device that left meanwhile may have had its row cleared before this wrote it.
                    batch.stream().filter(binding -> !held.holds(binding)).forEach(held::release);
                })
                .then();
    }
}
