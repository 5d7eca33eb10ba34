package org.oisp.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.oisp.gateway.auth.store.Binding;

/** The rows that wait to be cleared, each once. Any thread may add; one thread at a time takes. */
final class ReleaseQueue {

    private static final int MAX_A_BATCH = 1_000;

    private final Queue<Binding> waiting = new ConcurrentLinkedQueue<>();
    /** The same rows: a repair may find one that was released before and is locked. */
    private final Set<Binding> known = ConcurrentHashMap.newKeySet();

    private final AtomicInteger uncleared = new AtomicInteger();

    void add(List<Binding> bindings) {
        for (Binding binding : bindings) {
            if (known.add(binding)) {
                uncleared.incrementAndGet();
                waiting.add(binding);
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    List<Binding> take() {
        List<Binding> batch = new ArrayList<>();
        while (batch.size() < MAX_A_BATCH) {
            Binding binding = waiting.poll();
            if (binding == null) {
                break;
            }
            // One that is added from now on is not the same: it may have been written again behind this statement.
            known.remove(binding);
            batch.add(binding);
        }
        return batch;
    }

    /** Returns rows to the queue that could not be cleared. */
    void putBack(List<Binding> batch) {
        for (Binding binding : batch) {
            if (known.add(binding)) {
                waiting.add(binding);
            } else {
                uncleared.decrementAndGet();
            }
        }
    }

    /** Subtracts rows that were taken and are now cleared. */
    void cleared(int rows) {
        uncleared.addAndGet(-rows);
    }

    /** Returns how many released rows are not cleared yet, waiting or in progress. */
    int uncleared() {
        return uncleared.get();
    }
}
