package org.oisp.gateway.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.database.BatchFeed;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.queue.AcceptedBatch.QueueResult;
import reactor.core.publisher.Mono;

/**
 * Writes the actuations that are to be kept, in the order in which they came: what comes while a batch is written goes into the next one.
 * Thread-safe; never blocks.
 */
final class QueueWriter {

    private static final int MAX_BATCH = 500;
    private static final long MAX_BATCH_BYTES = 4L << 20;

    private final QueueStore store;
    private final QueueBounds bounds;
    private final MemoryBudget memory;
    private final QueueEvents events;
    private final Queue<WaitingEntry> waiting = new ConcurrentLinkedQueue<>();
    private final BatchFeed<List<WaitingEntry>> feed = new BatchFeed<>(new WaitingEntries());
    private int messages;
    private long bytes;

    QueueWriter(QueueStore store, QueueBounds bounds, MemoryBudget memory, QueueEvents events) {
        this.store = store;
        this.bounds = bounds;
        this.memory = memory;
        this.events = events;
    }

    /** An actuation that waits to be written. */
    private record WaitingEntry(QueueEntry entry, QueueListener listener) {}

    /** Writes batches until cancelled; never completes. */
    Mono<Void> run() {
        return feed.concatMap(this::write, 0).then();
    }

    /** Has an actuation written; its listener is told. */
    void add(QueueEntry entry, QueueListener listener) {
        if (!take(entry.bytes())) {
            listener.refused(QueueRefusal.FULL);
            return;
        }
        waiting.add(new WaitingEntry(entry, listener));
        feed.signal();
    }

    /** Returns false if there is no room. A single actuation is always allowed, unless the memory budget is exhausted. */
    private synchronized boolean take(int length) {
        if (messages > 0 && (messages >= bounds.messages() || bytes + length > bounds.bytes())) {
            return false;
        }
        if (!memory.take(length)) {
            return false;
        }
        messages++;
        bytes += length;
        events.waits(1, length);
        return true;
    }

    private synchronized void giveBack(WaitingEntry done) {
        int length = done.entry.bytes();
        messages--;
        bytes -= length;
        memory.giveBack(length);
        events.waits(-1, -length);
    }

    private Mono<Void> write(List<WaitingEntry> batch) {
        return Mono.defer(() -> {
                    List<WaitingEntry> wanted = new ArrayList<>(batch.size());
                    for (WaitingEntry entry : batch) {
                        if (begins(entry)) {
                            wanted.add(entry);
                        }
                    }
                    return keep(wanted);
                })
                .doFinally(signal -> batch.forEach(this::giveBack));
    }

    private Mono<Void> keep(List<WaitingEntry> batch) {
        if (batch.isEmpty()) {
            return Mono.empty();
        }
        AtomicBoolean committing = new AtomicBoolean();
        return store.keep(batch.stream().map(WaitingEntry::entry).toList(), () -> committing.set(true))
                .doOnNext(written -> {
                    events.available();
                    events.ended(QueueEnd.COLLAPSED, written.collapsed());
                    for (int i = 0; i < batch.size(); i++) {
                        tell(batch.get(i), written.results().get(i));
                    }
                })
                .then()
                .onErrorResume(error -> failed(batch, committing.get(), error));
    }

    /** Splits the batch if the database does not take one of the actuations, so that the others are kept. */
    private Mono<Void> failed(List<WaitingEntry> batch, boolean committing, Throwable error) {
        if (QueueTable.isDataError(error) && batch.size() > 1) {
            int half = batch.size() / 2;
            return keep(batch.subList(0, half)).then(Mono.defer(() -> keep(batch.subList(half, batch.size()))));
        }
        events.failed(error);
        QueueResult result = QueueResult.refused(committing ? QueueRefusal.STORAGE_UNKNOWN : QueueRefusal.STORAGE_DOWN);
        batch.forEach(entry -> tell(entry, result));
        return Mono.empty();
    }

    private boolean begins(WaitingEntry entry) {
        try {
            return entry.listener.begins();
        } catch (RuntimeException | StackOverflowError defect) {
            events.defect(defect);
            return false;
        }
    }

    /** A defect concerns one actuation: the others are told. */
    private void tell(WaitingEntry entry, QueueResult result) {
        try {
            DeviceIdentity device = result.device();
            QueueRefusal refusal = result.refusal();
            if (device != null) {
                entry.listener.kept(device);
            } else if (refusal != null) {
                entry.listener.refused(refusal);
            }
        } catch (RuntimeException | StackOverflowError defect) {
            events.defect(defect);
        }
    }

    /** Takes batches of what waits. */
    private final class WaitingEntries implements BatchFeed.BatchSource<List<WaitingEntry>> {

        @Override
        public @Nullable List<WaitingEntry> next() {
            List<WaitingEntry> batch = new ArrayList<>();
            long length = 0;
            for (WaitingEntry first = waiting.peek();
                    first != null && batch.size() < MAX_BATCH && (batch.isEmpty() || length < MAX_BATCH_BYTES);
                    first = waiting.peek()) {
                batch.add(first);
                length += first.entry.bytes();
                waiting.remove();
            }
            return batch.isEmpty() ? null : batch;
        }

        @Override
        public boolean exhausted() {
            return waiting.isEmpty();
        }
    }
}
