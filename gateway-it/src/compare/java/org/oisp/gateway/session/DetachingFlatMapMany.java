package org.oisp.gateway.session;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Outbound;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Works like {@code flatMapMany}, but releases the upstream operators once the answer has come. A registered device keeps its mailbox for
 * days, and the operators that registered it, its token among them, would otherwise be most of its memory cost.
 *
 * @param <A> the answer
 */
final class DetachingFlatMapMany<A> extends Flux<Outbound> {

    private final Mono<A> answer;
    private final Function<A, Flux<Outbound>> messages;

    DetachingFlatMapMany(Mono<A> answer, Function<A, Flux<Outbound>> messages) {
        this.answer = answer;
        this.messages = messages;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Outbound> actual) {
        InnerSubscription innerSubscription = new InnerSubscription(actual);
        actual.onSubscribe(innerSubscription);
        answer.subscribe(new Awaiting<>(innerSubscription, messages));
    }

    /** The subscriber's subscription: first to the answer, then to its messages. */
    private static final class InnerSubscription implements Subscription {
        private final CoreSubscriber<? super Outbound> actual;
        private @Nullable Subscription current;
        /** Demand requested before there were messages. */
        private long demand;

        private boolean answered;
        private boolean cancelled;

        InnerSubscription(CoreSubscriber<? super Outbound> actual) {
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            Subscription messages;
            synchronized (this) {
                if (!answered) {
                    demand = Operators.addCap(demand, n);
                    return;
                }
                messages = current;
            }
            if (messages != null) {
                messages.request(n);
            }
        }

        @Override
        public void cancel() {
            Subscription cut;
            synchronized (this) {
                cancelled = true;
                cut = current;
                current = null;
            }
            if (cut != null) {
                cut.cancel();
            }
        }

        void awaits(Subscription subscription) {
            synchronized (this) {
                if (!cancelled) {
                    current = subscription;
                }
            }
            start(subscription, Long.MAX_VALUE);
        }

        void relays(Subscription subscription) {
            long asked;
            synchronized (this) {
                answered = true;
                asked = demand;
                if (!cancelled) {
                    current = subscription;
                }
            }
            start(subscription, asked);
        }

        private void start(Subscription subscription, long asked) {
            if (isCancelled()) {
                subscription.cancel();
            } else if (asked > 0) {
                subscription.request(asked);
            }
        }

        private synchronized boolean isCancelled() {
            return cancelled;
        }

        synchronized boolean isAnswered() {
            return answered;
        }
    }

    /** Subscribes to the answer; becomes unreachable once the answer has come. */
    private record Awaiting<A>(InnerSubscription innerSubscription, Function<A, Flux<Outbound>> messages)
            implements CoreSubscriber<A> {
        @Override
        public void onSubscribe(Subscription subscription) {
            innerSubscription.awaits(subscription);
        }

        @Override
        public void onNext(A answer) {
            messages.apply(answer).subscribe(new Relay(innerSubscription));
        }

        @Override
        public void onError(Throwable error) {
            innerSubscription.actual.onError(error);
        }

        @Override
        public void onComplete() {
            if (!innerSubscription.isAnswered()) {
                innerSubscription.actual.onComplete();
            }
        }

        @Override
        public Context currentContext() {
            return innerSubscription.actual.currentContext();
        }
    }

    /** Relays the messages. */
    private record Relay(InnerSubscription innerSubscription) implements CoreSubscriber<Outbound> {
        @Override
        public void onSubscribe(Subscription subscription) {
            innerSubscription.relays(subscription);
        }

        @Override
        public void onNext(Outbound message) {
            innerSubscription.actual.onNext(message);
        }

        @Override
        public void onError(Throwable error) {
            innerSubscription.actual.onError(error);
        }

        @Override
        public void onComplete() {
            innerSubscription.actual.onComplete();
        }

        @Override
        public Context currentContext() {
            return innerSubscription.actual.currentContext();
        }
    }
}
