package org.oisp.gateway.database;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * Emits the next batch on request; the batch contains all items that arrived while the previous one was processed. Uses no timer, so an
 * idle consumer receives a single item at once. Allows one subscriber at a time; after it ends, waiting items go to the next subscriber. An
 * error of the source or the subscriber ends the subscription; the caller of {@link #signal} does not see it.
 *
 * @param <B> the type of a batch
 */
public final class BatchFeed<B> extends Flux<B> {

    /**
     * The source of the batches. Called by one thread at a time.
     *
     * @param <B> the type of a batch
     */
    public interface BatchSource<B> {
        /** Returns the next batch, or null if there is nothing to do now. */
        @Nullable
        B next();

        /** Returns whether nothing is left, including items that have to wait. */
        boolean exhausted();
    }

    private final BatchSource<B> batchSource;
    private final AtomicInteger drains = new AtomicInteger();
    private final Queue<MonoSink<Void>> idlers = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Consumer> current = new AtomicReference<>();

    /**
     * Creates a feed without a subscriber.
     *
     * @param batchSource the source of the batches
     */
    public BatchFeed(BatchSource<B> batchSource) {
        this.batchSource = batchSource;
    }

    @Override
    public void subscribe(CoreSubscriber<? super B> actual) {
        Consumer next = new Consumer(actual);
        Consumer last = current.get();
        if ((last != null && !last.ended) || !current.compareAndSet(last, next)) {
            Operators.error(actual, new IllegalStateException("A feed has one subscriber."));
            return;
        }
        actual.onSubscribe(next);
        next.subscribed = true;
        signal();
    }

    /** Signals that the source may have a batch. */
    public void signal() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            drain();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Completes when all batches are handed out and processed, or the subscription has ended. */
    public Mono<Void> idle() {
        return Mono.create(sink -> {
            idlers.add(sink);
            signal();
        });
    }

    private void drain() {
        Consumer consumer = current.get();
        if (consumer == null || !consumer.subscribed) {
            return;
        }
        try {
            consumer.drain();
        } catch (RuntimeException | Error defect) {
            // Caught here: otherwise the caller of signal() receives the error, and the drain loop stops for ever.
            consumer.fail(defect);
        }
        // The consumer requests the next batch only after it has finished the last.
        if (consumer.ended || (consumer.demand.get() > 0 && batchSource.exhausted())) {
            while (!idlers.isEmpty()) {
                Objects.requireNonNull(idlers.poll()).success();
            }
        }
    }

    /** The subscription of the one subscriber. */
    private final class Consumer implements Subscription {
        private final CoreSubscriber<? super B> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean subscribed;
        private volatile boolean ended;

        Consumer(CoreSubscriber<? super B> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                signal();
            }
        }

        @Override
        public void cancel() {
            ended = true;
            signal();
        }

        private void drain() {
            while (!ended && demand.get() > 0) {
                B batch = batchSource.next();
                if (batch == null) {
                    break;
                }
                demand.decrementAndGet();
                subscriber.onNext(batch);
            }
        }

        private void fail(Throwable defect) {
            ended = true;
            try {
                subscriber.onError(defect);
            } catch (RuntimeException | Error again) {
                Operators.onErrorDropped(again, subscriber.currentContext());
            }
        }
    }
}
