package org.oisp.gateway.auth;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * Hands out a batch whenever one is asked for and there is one: whatever came in while the last was worked on is the next. There
 * is no timer: to an idle consumer a single item goes at once. For one subscriber.
 */
final class BatchFeed<B> extends Flux<B> implements Subscription {

    /** Where batches come from. Called by one thread at a time. */
    interface Source<B> {
        /** The next batch, or null if there is nothing to do. */
        @Nullable
        B next();

        /** Whether nothing at all is left, not even something that has to wait. */
        boolean exhausted();
    }

    private final Source<B> source;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger drains = new AtomicInteger();
    private final Queue<MonoSink<Void>> idlers = new ConcurrentLinkedQueue<>();
    private volatile @Nullable CoreSubscriber<? super B> subscriber;
    private volatile boolean cancelled;

    BatchFeed(Source<B> source) {
        this.source = source;
    }

    @Override
    public void subscribe(CoreSubscriber<? super B> actual) {
        if (!subscribed.compareAndSet(false, true)) {
            Operators.error(actual, new IllegalStateException("A feed has one subscriber."));
            return;
        }
        actual.onSubscribe(this);
        subscriber = actual;
        signal();
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
        cancelled = true;
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
        CoreSubscriber<? super B> consumer = subscriber;
        while (consumer != null && !cancelled && demand.get() > 0) {
            B batch = source.next();
            if (batch == null) {
                break;
            }
            demand.decrementAndGet();
            consumer.onNext(batch);
        }
        // The consumer asks for the next batch only when it is done with the last.
        if (cancelled || (demand.get() > 0 && source.exhausted())) {
            while (!idlers.isEmpty()) {
                Objects.requireNonNull(idlers.poll()).success();
            }
        }
    }
}
