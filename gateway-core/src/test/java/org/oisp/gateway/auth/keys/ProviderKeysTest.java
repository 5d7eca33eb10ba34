package org.oisp.gateway.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.token.Jwk;
import org.oisp.gateway.auth.token.Keys;
import org.oisp.gateway.events.LogLines;
import org.oisp.gateway.events.TokenKeyEvents;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When keys are fetched, and what holds while they cannot be; in virtual time. */
class ProviderKeysTest {

    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(1);

    private static final KeySet FIRST = set("first");
    private static final KeySet SECOND = set("second");

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> answered = new ArrayList<>();
    private Mono<KeySet> answer = Mono.just(FIRST);
    private int fetches;
    private int cancelled;
    private final ProviderKeys keys = new ProviderKeys(
            Mono.defer(() -> {
                fetches++;
                return answer.doOnCancel(() -> cancelled++);
            }),
            new KeyFetchSettings(REFRESH, RETRY, PAUSE, TIMEOUT, 1000, 10),
            new TokenKeyEvents(meters, InstantSource.system()),
            clock);
    private Disposable running = () -> {};

    private static KeySet set(String id) {
        try {
            return KeySet.read(
                    Jwk.set(Jwk.of(id, Keys.generate("RSA", 2048).getPublic())), new KeySet.Terms(null, null), 10);
        } catch (UnusableKeysException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void stop() {
        running.dispose();
        clock.dispose();
    }

    private void run() {
        running = keys.run().subscribe();
    }

    private void ask(String who) {
        keys.lookAgain().subscribe(nothing -> {}, error -> answered.add(who + " " + error), () -> answered.add(who));
    }

    @Test
    void fetchesAtOnceAndThenFromTimeToTime() {
        assertThat(keys.current()).isSameAs(KeySet.NONE);
        assertThat(keys.upToDate()).isFalse();

        run();
        assertThat(keys.current()).isSameAs(FIRST);
        assertThat(keys.upToDate()).isTrue();

        answer = Mono.just(SECOND);
        clock.advanceTimeBy(REFRESH.minus(TICK));
        assertThat(keys.current()).isSameAs(FIRST);
        clock.advanceTimeBy(TICK);
        assertThat(keys.current()).isSameAs(SECOND);
        clock.advanceTimeBy(REFRESH.multipliedBy(10));
        assertThat(fetches).isEqualTo(12);
    }

    @Test
    void oldKeysStayWhileTheProviderIsAway() {
        run();
        answer = Mono.error(new IllegalStateException("away"));
        clock.advanceTimeBy(REFRESH.plus(Duration.ofDays(30)));
        assertThat(keys.current()).isSameAs(FIRST);
        assertThat(keys.upToDate()).isFalse();

        answer = Mono.just(SECOND);
        clock.advanceTimeBy(RETRY);
        assertThat(keys.current()).isSameAs(SECOND);
        assertThat(keys.upToDate()).isTrue();
    }

    @Test
    void triesSoonerAfterAFailure() {
        answer = Mono.error(new IllegalStateException("away"));
        run();
        clock.advanceTimeBy(RETRY.multipliedBy(3));
        assertThat(fetches).isEqualTo(4);

        answer = Mono.just(FIRST);
        clock.advanceTimeBy(RETRY);
        assertThat(keys.current()).isSameAs(FIRST);
        clock.advanceTimeBy(REFRESH.minus(TICK));
        assertThat(fetches).isEqualTo(5);
    }

    @Test
    void triesSoonerAfterAFetchThatFailedForOthersToo() {
        run();
        answer = Mono.error(new IllegalStateException("away"));
        clock.advanceTimeBy(Duration.ofSeconds(1));
        ask("a");
        assertThat(keys.upToDate()).isFalse();

        answer = Mono.just(SECOND);
        clock.advanceTimeBy(RETRY);
        assertThat(keys.current()).isSameAs(SECOND);
    }

    @Test
    void aProviderThatSaysNothingIsGivenUpOn() {
        run();
        answer = Mono.never();
        clock.advanceTimeBy(REFRESH.plus(TIMEOUT));
        assertThat(cancelled).isEqualTo(1);
        assertThat(keys.current()).isSameAs(FIRST);
        assertThat(keys.upToDate()).isFalse();
    }

    @Test
    void anAnswerWithoutKeysIsAFailure() {
        run();
        answer = Mono.empty();
        clock.advanceTimeBy(REFRESH);
        assertThat(keys.current()).isSameAs(FIRST);
        assertThat(keys.upToDate()).isFalse();
    }

    @Test
    void anUnknownKeyFetchesAtMostOnceAMinute() {
        run();
        answer = Mono.just(SECOND);
        ask("a");
        assertThat(fetches).isEqualTo(2);
        assertThat(keys.current()).isSameAs(SECOND);

        for (int i = 0; i < 1000; i++) {
            ask("b");
        }
        clock.advanceTimeBy(PAUSE.minus(TICK));
        ask("c");
        assertThat(fetches).isEqualTo(2);

        clock.advanceTimeBy(TICK);
        ask("d");
        assertThat(fetches).isEqualTo(3);
        assertThat(answered).hasSize(1003).doesNotContain("x");
    }

    @Test
    void anUnknownKeyFetchesAtMostOnceAMinuteFromAProviderThatIsAwayToo() {
        answer = Mono.error(new IllegalStateException("away"));
        ask("a");
        ask("b");
        assertThat(fetches).isEqualTo(1);
        assertThat(answered).containsExactly("a", "b");
    }

    @Test
    void thoseWhoAskMeanwhileShareTheFetch() {
        answer = Mono.delay(Duration.ofSeconds(1), clock).thenReturn(FIRST);
        ask("a");
        ask("b");
        Disposable impatient = keys.lookAgain().subscribe();
        clock.advanceTimeBy(Duration.ofMillis(999));
        impatient.dispose();
        ask("c");
        assertThat(answered).isEmpty();

        clock.advanceTimeBy(TICK);
        assertThat(answered).containsExactly("a", "b", "c");
        assertThat(fetches).isEqualTo(1);
        assertThat(cancelled).isZero();
        assertThat(keys.current()).isSameAs(FIRST);
    }

    @Test
    void whoeverAsksSharesTheFetchOfTheBackground() {
        answer = Mono.delay(Duration.ofSeconds(1), clock).thenReturn(FIRST);
        run();
        ask("a");
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(answered).containsExactly("a");
        assertThat(fetches).isEqualTo(1);

        // That was not their fetch: they may still have one.
        ask("b");
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void whoeverAsksWaitsNoLongerThanAFetchMayTake() {
        answer = Mono.never();
        ask("a");
        clock.advanceTimeBy(TIMEOUT.minus(TICK));
        assertThat(answered).isEmpty();
        clock.advanceTimeBy(TICK);
        assertThat(answered).containsExactly("a");
    }

    @Test
    void anOutageIsSaidOnceAndCountedEachTime() {
        try (LogLines log = new LogLines()) {
            answer = Mono.error(new IllegalStateException("http://p/: refused"));
            run();
            clock.advanceTimeBy(RETRY.multipliedBy(4));
            answer = Mono.just(FIRST);
            clock.advanceTimeBy(RETRY);
            clock.advanceTimeBy(REFRESH);
            answer = Mono.never();
            clock.advanceTimeBy(REFRESH.plus(TIMEOUT));
            clock.advanceTimeBy(RETRY.plus(TIMEOUT));

            assertThat(log.all())
                    .containsExactly(
                            "WARN token keys cannot be fetched: http://p/: refused; there are none yet, and tokens of the provider"
                                    + " are answered 500",
                            "INFO token keys can be fetched again",
                            "INFO token keys: first",
                            "WARN token keys cannot be fetched: no answer within PT2S; the 1 that are known stay in use");
        }
        assertThat(count("failed")).isEqualTo(7);
        assertThat(count("done")).isEqualTo(2);
        assertThat(meters.get("gateway.token.keys").gauge().value()).isEqualTo(1);
    }

    private double count(String outcome) {
        return meters.get("gateway.token.key.fetches")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
