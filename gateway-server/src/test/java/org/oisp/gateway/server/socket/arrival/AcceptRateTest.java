package org.oisp.gateway.server.socket.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptRateTest {

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BURST = 20 * MILLISECOND;

    private long now = 1;
    private final AcceptRate rate = new AcceptRate(BURST, now);

    private int let(long passed, boolean crowded) {
        now += passed;
        rate.refill(now, crowded);
        int count = 0;
        while (rate.take()) {
            count++;
        }
        return count;
    }

    @Test
    void theFirstIsLetInAtOnceAndNoMoreThanABurstAtAnyTime() {
        int burst = (int) (AcceptRate.FIRST * BURST / 1e9);
        assertThat(let(0, false)).isEqualTo(burst);
        assertThat(let(0, false)).isZero();
        assertThat(let(3600_000 * MILLISECOND, false)).isEqualTo(burst);
    }

    @Test
    void asManyAsTheRateSaysHoweverOftenOneLooks() {
        let(0, false);
        int count = 0;
        for (int i = 0; i < 1_000; i++) {
            count += let(MILLISECOND, false);
        }
        assertThat(count).isBetween((int) AcceptRate.FIRST - 1, (int) AcceptRate.FIRST + 1);
    }

    @Test
    void aLoopThatIsOnTimeTakesMoreAndOneThatIsLateFewerWithinBounds() {
        rate.adapt(false);
        assertThat(rate.perSecond()).isGreaterThan(AcceptRate.FIRST);
        rate.adapt(true);
        assertThat(rate.perSecond()).isLessThan(AcceptRate.FIRST);
        for (int i = 0; i < 1_000; i++) {
            rate.adapt(true);
        }
        assertThat(rate.perSecond()).isEqualTo(AcceptRate.MIN);
        for (int i = 0; i < 1_000; i++) {
            rate.adapt(false);
        }
        assertThat(rate.perSecond()).isEqualTo(AcceptRate.MAX);
    }

    @Test
    void hardlyAnyWhereTheyWouldOnlyWaitAgain() {
        let(0, false);
        int count = 0;
        for (int i = 0; i < 1_000; i++) {
            count += let(MILLISECOND, true);
        }
        assertThat(count).isBetween((int) AcceptRate.CROWDED - 1, (int) AcceptRate.CROWDED + 1);
    }
}
