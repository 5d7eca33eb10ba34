package org.oisp.gateway.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.oisp.gateway.compare.Comparison;
import org.oisp.gateway.compare.Gauges;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Compares the ways from the answer of a registration to the device's messages: what a connected device keeps of its registration, and what
 * it costs. The registration has the operators of the real one, with a token of 900 characters, and no work behind them.
 */
public final class HandOverComparison implements Comparison {

    private static final String OWN = "DetachingFlatMapMany";
    private static final String DETACHED = "onTerminateDetach+flatMapMany";
    private static final String PLAIN = "flatMapMany";
    private static final String SWITCH = "switchOnFirst";
    private static final String FUTURE = "fromFuture+flatMapMany";
    /** The messages without a registration: what is the same for all. */
    private static final String FLOOR = "the messages alone";

    @Override
    public List<String> variants() {
        return List.of(OWN, DETACHED, PLAIN, SWITCH, FUTURE, FLOOR);
    }

    @Override
    public Map<String, Double> measure(String variant) throws InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("heap a device, bytes", Gauges.retained(number -> new Device(variant, number, true)));
        Gauges.cost(figures, "a hand-over", times -> {
            for (long i = 0; i < times; i++) {
                Device device = new Device(variant, 1, false);
                device.deliver();
                device.subscription.cancel();
                device.check(1);
            }
        });
        Device device = new Device(variant, 1, true);
        Gauges.cost(figures, "a delivery", times -> {
            for (long i = 0; i < times; i++) {
                device.deliver();
            }
        });
        return figures;
    }

    private static Flux<Outbound> handOver(String variant, Mono<RegistrationAnswer> answer) {
        return switch (variant) {
            case OWN -> new DetachingFlatMapMany<>(answer, RegistrationAnswer::messages);
            case DETACHED -> answer.onTerminateDetach().flatMapMany(RegistrationAnswer::messages);
            case PLAIN -> answer.flatMapMany(RegistrationAnswer::messages);
            case SWITCH ->
                answer.flux()
                        .switchOnFirst(
                                (first, all) -> first.hasValue() ? first.get().messages() : all.thenMany(Flux.empty()),
                                false);
            case FUTURE -> Mono.fromFuture(answer::toFuture).flatMapMany(RegistrationAnswer::messages);
            default -> throw new IllegalArgumentException(variant);
        };
    }

    /** A device's connection, registered. */
    private static final class Device implements CoreSubscriber<Outbound> {

        private final Sinks.Many<Outbound> mailbox = Sinks.many().unicast().onBackpressureBuffer();
        private Subscription subscription;
        private MonoSink<RegistrationAnswer> waiting;
        private long received;

        Device(String variant, int number, boolean realistic) {
            if (variant.equals(FLOOR)) {
                mailbox.asFlux().subscribe(this);
                return;
            }
            handOver(variant, realistic ? registration("token %0900d".formatted(number)) : awaited())
                    .subscribe(this);
            waiting.success(RegistrationAnswer.granted(mailbox.asFlux(), Mono.empty()));
            waiting = null;
        }

        private Mono<RegistrationAnswer> awaited() {
            return Mono.create(sink -> waiting = sink);
        }

        /** Has the operators of Authenticator.register and of Session.register. */
        private Mono<RegistrationAnswer> registration(String token) {
            return Mono.defer(() -> Mono.empty()
                            .then(Mono.fromCallable(token::length)
                                    .subscribeOn(Schedulers.immediate())
                                    .onErrorResume(IllegalStateException.class, unknown -> Mono.empty())
                                    .flatMap(judged -> Mono.fromRunnable(() -> {})
                                            .then(Mono.empty())
                                            .doOnTerminate(() -> {})
                                            .then(awaited()))
                                    .timeout(Duration.ofSeconds(3)))
                            .onErrorResume(TimeoutException.class, late -> Mono.empty())
                            .doFinally(signal -> {}))
                    .delayUntil(RegistrationAnswer::announced)
                    .doOnNext(answer -> {})
                    .doFinally(signal -> {})
                    .contextWrite(context ->
                            context.put("reactor.onNextDropped.local", (Consumer<Object>) late -> token.length()));
        }

        void deliver() {
            mailbox.tryEmitNext(Reply.PONG).orThrow();
        }

        void check(long expected) {
            if (received != expected) {
                throw new IllegalStateException("received " + received);
            }
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Outbound message) {
            received++;
        }

        @Override
        public void onError(Throwable error) {
            throw new IllegalStateException(error);
        }

        @Override
        public void onComplete() {
            throw new IllegalStateException("a mailbox does not end");
        }
    }
}
