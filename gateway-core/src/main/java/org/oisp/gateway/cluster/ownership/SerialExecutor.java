package org.oisp.gateway.cluster.ownership;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs short tasks one at a time, in the order in which they came, each on the thread of somebody who brought one. */
final class SerialExecutor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<Throwable> defects;

    SerialExecutor(Consumer<Throwable> defects) {
        this.defects = defects;
    }

    void run(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        do {
            try {
                Objects.requireNonNull(tasks.poll()).run();
            } catch (RuntimeException | Error defect) {
                // One that fails must not be the last that is run.
                defects.accept(defect);
            }
        } while (waiting.decrementAndGet() != 0);
    }
}
