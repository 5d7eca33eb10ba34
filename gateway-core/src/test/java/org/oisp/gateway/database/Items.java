package org.oisp.gateway.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Numbers; a batch holds all that wait. */
final class Items implements BatchFeed.BatchSource<List<Integer>> {
    final Queue<Integer> waiting = new ConcurrentLinkedQueue<>();
    boolean withheld;

    @Nullable
    RuntimeException defect;

    @Override
    public @Nullable List<Integer> next() {
        if (defect != null) {
            throw defect;
        }
        if (withheld) {
            return null;
        }
        List<Integer> batch = new ArrayList<>();
        Integer item = waiting.poll();
        while (item != null) {
            batch.add(item);
            item = waiting.poll();
        }
        return batch.isEmpty() ? null : batch;
    }

    @Override
    public boolean exhausted() {
        return waiting.isEmpty();
    }
}
