package org.oisp.gateway.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Tests when keys are fetched because a token names an unknown one. */
class UnknownKeyTest extends ScriptedProvider {

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

        // The background made that fetch, so an unknown key may still cause one.
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
}
