package org.oisp.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.oisp.gateway.auth.store.Binding;

/** The rows that wait to be cleared. Any thread may add; one thread at a time takes. */
final class ReleaseQueue {

    private static final int MAX_A_BATCH = 1_000;

    private final Queue<Binding> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger uncleared = new AtomicInteger();

    void add(List<Binding> bindings) {
        uncleared.addAndGet(bindings.size());
        waiting.addAll(bindings);
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
            batch.add(binding);
        }
        return batch;
    }

    /** Returns rows to the queue that could not be cleared. */
    void putBack(List<Binding> batch) {
        waiting.addAll(batch);
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
