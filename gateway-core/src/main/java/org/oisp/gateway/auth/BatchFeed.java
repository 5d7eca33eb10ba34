package org.oisp.gateway.auth;

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
 * Hands out a batch whenever one is asked for and there is one: whatever came in while the last was worked on is the next. There
 * is no timer: to an idle consumer a single item goes at once. For one subscriber at a time: when that has ended, what waits is for
 * the next. A source or a subscriber that fails ends the subscription, and nothing of whoever signals.
 */
final class BatchFeed<B> extends Flux<B> {

    /** Where batches come from. Called by one thread at a time. */
    interface BatchSource<B> {
        /** The next batch, or null if there is nothing to do. */
        @Nullable
        B next();

        /** Whether nothing at all is left, not even something that has to wait. */
        boolean exhausted();
    }

    private final BatchSource<B> batchSource;
    private final AtomicInteger drains = new AtomicInteger();
    private final Queue<MonoSink<Void>> idlers = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Consumer> current = new AtomicReference<>();

    BatchFeed(BatchSource<B> batchSource) {
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

    /** Says that there may be something to do. */
    void signal() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            drain();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Completes when everything is handed out and worked on, or nobody works any more. */
    Mono<Void> idle() {
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
            // Here, or else whoever has signalled had to do with it, and nobody would drain any more.
            consumer.fail(defect);
        }
        // The consumer asks for the next batch only when it is done with the last.
        if (consumer.ended || (consumer.demand.get() > 0 && batchSource.exhausted())) {
            while (!idlers.isEmpty()) {
                Objects.requireNonNull(idlers.poll()).success();
            }
        }
    }

    /** Who works. */
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
