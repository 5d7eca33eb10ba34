package org.oisp.gateway.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.LogLines;
import reactor.core.publisher.Mono;

/** Tests when keys are fetched in the background, and which keys count while fetching fails. */
class ProviderKeysTest extends ScriptedProvider {

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
                            "WARN token keys cannot be fetched: http://p/: refused; there are none yet, so registrations with the provider's tokens"
                                    + " are answered 500",
                            "INFO token keys are fetched again",
                            "INFO token keys: first",
                            "WARN token keys cannot be fetched: no answer within 2000 ms; the 1 that are known stay in use");
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
