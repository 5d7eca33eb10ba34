package org.oisp.gateway.server.socket.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopLagTest {

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BOUND = 20 * MILLISECOND;
    private static final long WINDOW = 200 * MILLISECOND;

    private final EventLoopLag lag = new EventLoopLag(BOUND);
    private long now = System.nanoTime() + WINDOW;

    private void windows(int count, long late) {
        for (int i = 0; i < count; i++) {
            lag.late(now, late);
            now += WINDOW;
        }
    }

    @Test
    void showsTheWorstOfTheLastMomentsAndForgetsIt() {
        lag.late(now, 70 * MILLISECOND);
        lag.late(now + 1, MILLISECOND);
        assertThat(lag.nanos()).isEqualTo(70 * MILLISECOND);
        now += WINDOW;
        windows(3, MILLISECOND);
        assertThat(lag.nanos()).isEqualTo(MILLISECOND);
    }

    @Test
    void onAMachineThatIsOnTimeTheBoundIsWhatCounts() {
        windows(100, MILLISECOND);
        assertThat(lag.isLate(BOUND)).isFalse();
        assertThat(lag.isLate(BOUND + 1)).isTrue();
    }

    @Test
    void onAMachineThatIsAlwaysLateThreeTimesAsMuchIsWhatCounts() {
        windows(200, 15 * MILLISECOND);
        assertThat(lag.isLate(40 * MILLISECOND)).isFalse();
        assertThat(lag.isLate(46 * MILLISECOND)).isTrue();
        windows(1_000, 1_000 * MILLISECOND);
        assertThat(lag.isLate(10 * BOUND)).isFalse();
        assertThat(lag.isLate(10 * BOUND + 1)).isTrue();
    }

    @Test
    void whatAStormBringsIsNotTakenForNormal() {
        windows(100, MILLISECOND);
        lag.setNoneWaiting(false);
        // The current window was calm only for a part; it does not count either.
        windows(1_000, 500 * MILLISECOND);
        assertThat(lag.isLate(BOUND + 1)).isTrue();
        lag.setNoneWaiting(true);
        windows(1_000, 15 * MILLISECOND);
        assertThat(lag.isLate(BOUND + 1)).isFalse();
    }
}
