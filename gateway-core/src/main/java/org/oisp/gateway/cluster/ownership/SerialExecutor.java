package org.oisp.gateway.cluster.ownership;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs short tasks one at a time, in the order of submission, each on the thread of some submitter. */
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
                // A failed task must not stop the queue.
                defects.accept(defect);
            }
        } while (waiting.decrementAndGet() != 0);
    }
}
