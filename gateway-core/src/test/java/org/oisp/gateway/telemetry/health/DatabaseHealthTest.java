package org.oisp.gateway.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.health.DatabaseHealth.Evidence;

/** Tests what makes the database up or down, on the test's own clock; true means a change. */
class DatabaseHealthTest {

    private static final Duration LATER = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final DatabaseHealth health = new DatabaseHealth(nanos::get);

    @Test
    void registrationsThatFailInARowAreAnOutageThatIsSaidOnce() {
        assertThat(health.succeeded(Evidence.REGISTRATION)).isFalse();
        assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
        assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
        assertThat(health.failed(Evidence.REGISTRATION)).isTrue();
        assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
        assertThat(health.state()).isEqualTo(NeighbourState.DOWN);
        assertThat(health.succeeded(Evidence.REGISTRATION)).isTrue();
        assertThat(health.state()).isEqualTo(NeighbourState.UP);
    }

    @Test
    void soAreTwoWithNoBetterOneForASecond() {
        assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(health.failed(Evidence.REGISTRATION)).isTrue();
    }

    @Test
    void oneThatFailsAmongOthersSaysNothing() {
        for (int i = 0; i < 10; i++) {
            assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
            assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
            assertThat(health.succeeded(Evidence.REGISTRATION)).isFalse();
            pass(Duration.ofSeconds(5));
        }
        assertThat(health.state()).isEqualTo(NeighbourState.UP);
    }

    @Test
    void aRegistrationThatFailsAndAProbeThatDoesAreAnOutage() {
        health.succeeded(Evidence.REGISTRATION);
        assertThat(health.failed(Evidence.REGISTRATION)).isFalse();
        assertThat(health.wantsProbe()).isTrue();
        assertThat(health.failed(Evidence.PROBE)).isTrue();
        assertThat(health.succeeded(Evidence.PROBE)).isTrue();
    }

    @Test
    void whatIsDoneAtOtherTablesIsNoSignThatItIsBack() {
        health.failed(Evidence.PROBE);
        for (int i = 0; i < 10; i++) {
            assertThat(health.succeeded(Evidence.OTHER)).isFalse();
            assertThat(health.failed(Evidence.PROBE)).isFalse();
        }
        assertThat(health.state()).isEqualTo(NeighbourState.DOWN);
    }

    @Test
    void whatFailsAtOtherTablesIsAReasonToLookAndNoOutage() {
        health.succeeded(Evidence.PROBE);
        assertThat(health.wantsProbe()).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(health.failed(Evidence.OTHER)).isFalse();
        }
        assertThat(health.wantsProbe()).isTrue();
        assertThat(health.state()).isEqualTo(NeighbourState.UP);
    }

    /** Otherwise the log would report it down and back by turns for as long as registrations fail. */
    @Test
    void aProbeThatDoesNotSeeWhatRegistrationsSeeIsNotBelievedForAWhile() {
        health.succeeded(Evidence.PROBE);
        for (int i = 0; i < 3; i++) {
            health.failed(Evidence.REGISTRATION);
        }
        assertThat(health.state()).isEqualTo(NeighbourState.DOWN);
        assertThat(health.succeeded(Evidence.PROBE)).isFalse();
        pass(LATER.minusNanos(1));
        assertThat(health.succeeded(Evidence.PROBE)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(health.succeeded(Evidence.PROBE)).isTrue();
    }

    @Test
    void looksAgainWhenNobodyRegistersForAWhile() {
        assertThat(health.wantsProbe()).isTrue();
        health.succeeded(Evidence.PROBE);
        pass(LATER.minusNanos(1));
        assertThat(health.wantsProbe()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(health.wantsProbe()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
