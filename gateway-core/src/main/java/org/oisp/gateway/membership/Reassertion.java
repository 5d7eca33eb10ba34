package org.oisp.gateway.membership;

import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.events.MembershipEvents;
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
    private int passes;

    Reassertion(InstanceStore store, HeldBindings held, MembershipEvents events) {
        this.store = store;
        this.held = held;
        this.events = events;
    }

    /** Begins, or begins again. */
    synchronized void begin() {
        waiting = List.of();
        passes = PASSES;
    }

    synchronized boolean isUnderWay() {
        return passes > 0 || !waiting.isEmpty();
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
        }
    }

    private synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    private synchronized List<Binding> next() {
        List<Binding> tail = waiting.subList(Math.max(0, waiting.size() - ROWS_A_BATCH), waiting.size());
        return List.copyOf(tail);
    }

    private synchronized void done(int count) {
        waiting.subList(waiting.size() - count, waiting.size()).clear();
    }

    private Mono<Void> batch() {
        List<Binding> batch = next();
        return store.assertAgain(batch)
                .doOnNext(rows -> {
                    done(batch.size());
                    events.reasserted(rows);
                    // A device that left meanwhile may have had its row cleared before this wrote it.
                    batch.stream().filter(binding -> !held.holds(binding)).forEach(held::release);
                })
                .then();
    }
}
