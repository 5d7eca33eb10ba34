package org.oisp.gateway.auth.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionLimitTest {

    private static final int MAX = 20_000;
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TIMEOUT = 2_500 * MILLISECOND;
    private static final long QUICK = 20 * MILLISECOND;

    private long now;
    private final AdmissionLimit limit = new AdmissionLimit(MAX, TIMEOUT, now);

    /** Completes one window of registrations that take {@code took} ns each, with as many under way as the limit allows. */
    private void window(long took, boolean late) {
        window(took, 0, late);
    }

    private void window(long took, int stuck, boolean late) {
        int answers = limit.current();
        for (int i = 0; i < answers - 1; i++) {
            limit.answered(now, i < stuck ? TIMEOUT : took, answers, late);
        }
        now += 60 * MILLISECOND;
        limit.answered(now, took, answers, late);
    }

    @Test
    void growsWhileRegistrationsAreQuickAndNeverPastItsBound() {
        window(QUICK, false);
        assertThat(limit.current()).isGreaterThan(AdmissionLimit.MIN);
        for (int i = 0; i < 20; i++) {
            window(QUICK, false);
        }
        assertThat(limit.current()).isEqualTo(MAX);
    }

    @Test
    void doesNotGrowByWhatNobodyUses() {
        for (int i = 0; i < 100; i++) {
            now += 60 * MILLISECOND;
            for (int j = 0; j < 10; j++) {
                limit.answered(now, QUICK, 3, false);
            }
        }
        assertThat(limit.current()).isEqualTo(AdmissionLimit.MIN);
    }

    @Test
    void shrinksWhenRegistrationsOnlyWaitForEachOther() {
        window(QUICK, false);
        window(QUICK, false);
        int grown = limit.current();
        window(TIMEOUT / 3, false);
        assertThat(limit.current()).isLessThan(grown).isGreaterThanOrEqualTo(AdmissionLimit.MIN);
        for (int i = 0; i < 20; i++) {
            window(TIMEOUT, false);
        }
        assertThat(limit.current()).isEqualTo(AdmissionLimit.MIN);
    }

    @Test
    void shrinksWhenTheEventLoopsAreLateHoweverQuickRegistrationsAre() {
        for (int i = 0; i < 4; i++) {
            window(QUICK, false);
        }
        int grown = limit.current();
        window(QUICK, true);
        assertThat(limit.current()).isLessThan(grown);
        for (int i = 0; i < 20; i++) {
            window(QUICK, true);
        }
        assertThat(limit.current()).isEqualTo(AdmissionLimit.MIN_IF_LATE);
        for (int i = 0; i < 20; i++) {
            window(TIMEOUT, true);
        }
        assertThat(limit.current()).isEqualTo(AdmissionLimit.MIN);
    }

    @Test
    void growsSlowlyOnceItHasShrunk() {
        for (int i = 0; i < 4; i++) {
            window(QUICK, false);
        }
        window(QUICK, true);
        int shrunk = limit.current();
        window(QUICK, false);
        assertThat(limit.current()).isBetween(shrunk + 1, shrunk + shrunk / 8);
    }

    @Test
    void someThatAreStuckDoNotShrinkIt() {
        window(QUICK, false);
        int grown = limit.current();
        window(QUICK, grown / 4, false);
        assertThat(limit.current()).isGreaterThan(grown);
    }

    @Test
    void aDatabaseThatIsSlowToEverybodyIsNotTakenForAStorm() {
        // Each takes 700 ms even if there are few: after a while this counts as normal.
        for (int i = 0; i < 200; i++) {
            window(700 * MILLISECOND, false);
        }
        assertThat(limit.current()).isGreaterThan(2 * AdmissionLimit.MIN);
    }

    @Test
    void isNeverMoreThanASmallBound() {
        AdmissionLimit small = new AdmissionLimit(3, TIMEOUT, now);
        assertThat(small.current()).isEqualTo(3);
        now += TIMEOUT;
        small.answered(now, TIMEOUT, 3, true);
        assertThat(small.current()).isEqualTo(3);
    }
}
