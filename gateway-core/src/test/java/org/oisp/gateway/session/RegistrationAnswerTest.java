package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Tests how a session gets from the answer of a registration to its messages, without a reference to the answer's source. */
class RegistrationAnswerTest {

    private final TestPublisher<RegistrationAnswer> answer = TestPublisher.create();
    private final TestPublisher<Outbound> messages = TestPublisher.create();
    private final Flux<Outbound> handOver = RegistrationAnswer.messagesOf(answer.mono());

    @Test
    void passesOnTheDemandThatCameBeforeTheAnswerAndBehindIt() {
        StepVerifier.create(handOver, 2)
                .then(() -> answer.emit(granted(messages.flux())))
                .then(() -> messages.assertMaxRequested(2))
                .then(() -> messages.next(Reply.REGISTERED, Reply.PONG))
                .expectNext(Reply.REGISTERED, Reply.PONG)
                .thenRequest(1)
                .then(() -> messages.next(CloseFrame.NORMAL))
                .expectNext(CloseFrame.NORMAL)
                .then(messages::complete)
                .verifyComplete();
    }

    @Test
    void asksForNothingThatNobodyWants() {
        StepVerifier.create(handOver, 0)
                .then(() -> answer.emit(granted(messages.flux())))
                .then(() -> messages.assertSubscribers(1))
                .thenRequest(3)
                .then(() -> messages.assertMinRequested(3))
                .thenCancel()
                .verify();
    }

    @Test
    void cancelsTheWayToTheAnswer() {
        StepVerifier.create(handOver).thenCancel().verify();
        answer.assertCancelled();
        assertThat(messages.wasSubscribed()).isFalse();
    }

    @Test
    void cancelsTheMessages() {
        StepVerifier.create(handOver)
                .then(() -> answer.emit(granted(messages.flux())))
                .then(() -> messages.next(Reply.PONG))
                .expectNext(Reply.PONG)
                .thenCancel()
                .verify();
        messages.assertCancelled();
    }

    @Test
    void leavesTheMessagesOfAnAnswerThatComesTooLateWithoutASubscriber() {
        AtomicReference<CoreSubscriber<? super RegistrationAnswer>> waiting = new AtomicReference<>();
        Mono<RegistrationAnswer> deaf = new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super RegistrationAnswer> actual) {
                actual.onSubscribe(Operators.emptySubscription());
                waiting.set(actual);
            }
        };
        StepVerifier.create(RegistrationAnswer.messagesOf(deaf)).thenCancel().verify();
        waiting.get().onNext(granted(messages.flux()));
        messages.assertNoSubscribers();
    }

    @Test
    void failsAsTheAnswerDoesAndAsTheMessagesDo() {
        IllegalStateException failure = new IllegalStateException("failed");
        StepVerifier.create(handOver).then(() -> answer.error(failure)).verifyErrorMatches(failure::equals);
        StepVerifier.create(RegistrationAnswer.messagesOf(Mono.just(granted(Flux.error(failure)))))
                .verifyErrorMatches(failure::equals);
    }

    @Test
    void endsWhereThereIsNoAnswer() {
        StepVerifier.create(handOver).then(answer::complete).verifyComplete();
    }

    @Test
    void keepsNothingOfTheWayToTheAnswer() {
        Sinks.Many<Outbound> mailbox = Sinks.many().unicast().onBackpressureBuffer();
        List<Outbound> received = new ArrayList<>();
        WeakReference<Object> token = connect(mailbox, received);
        for (int i = 0; i < 100 && token.get() != null; i++) {
            System.gc();
        }
        assertThat(token.get()).isNull();
        assertThat(mailbox.tryEmitNext(Reply.PONG)).isEqualTo(Sinks.EmitResult.OK);
        assertThat(received).containsExactly(Reply.PONG);
    }

    private static WeakReference<Object> connect(Sinks.Many<Outbound> mailbox, List<Outbound> received) {
        Object token = new Object();
        WeakReference<Object> kept = new WeakReference<>(token);
        RegistrationAnswer.messagesOf(Mono.fromCallable(token::toString)
                        .filter(text -> token != text)
                        .map(text -> granted(mailbox.asFlux())))
                .subscribe(received::add);
        return kept;
    }

    private static RegistrationAnswer granted(Flux<Outbound> messages) {
        return RegistrationAnswer.granted(messages, Mono.empty());
    }
}
