package org.oisp.gateway.auth.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class AdmissionGateTest {

    private static final Duration TIMEOUT = Duration.ofMillis(2_500);
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);
    private static final int MOST = 2;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AdmissionGate gate =
            new AdmissionGate(new AdmissionSettings(TIMEOUT, MAX_WAIT, MOST), () -> false, clock);
    /** Names in the order of admission; those with an exclamation mark were refused. */
    private final List<String> seen = new ArrayList<>();

    private Disposable waiting;

    @AfterEach
    void close() {
        clock.dispose();
    }

    private AdmissionPermit come(String name) {
        AdmissionPermit admissionPermit = gate.permit();
        waiting =
                admissionPermit.admitted().subscribe(nothing -> {}, late -> seen.add("!" + name), () -> seen.add(name));
        return admissionPermit;
    }

    private void succeed(AdmissionPermit admissionPermit) {
        admissionPermit.answered(true);
        admissionPermit.release();
    }

    @Test
    void letsInAsManyAsTheLimitAllowsAndTheOthersInTheirOrder() {
        AdmissionPermit one = come("1");
        AdmissionPermit two = come("2");
        come("3");
        come("4");
        assertThat(seen).containsExactly("1", "2");
        assertThat(gate.admitted()).isEqualTo(2);
        assertThat(gate.waiting()).isEqualTo(2);
        assertThat(gate.isCrowded()).isTrue();
        succeed(two);
        assertThat(seen).containsExactly("1", "2", "3");
        succeed(one);
        assertThat(seen).containsExactly("1", "2", "3", "4");
        assertThat(gate.waiting()).isZero();
        assertThat(gate.isCrowded()).isFalse();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        AdmissionPermit one = come("1");
        one.release();
        one.release();
        assertThat(gate.admitted()).isZero();
    }

    @Test
    void whoLeavesWhileItWaitsIsNotLetIn() {
        AdmissionPermit one = come("1");
        come("2");
        AdmissionPermit gone = come("gone");
        waiting.dispose();
        gone.release();
        come("4");
        assertThat(gate.waiting()).isEqualTo(1);
        succeed(one);
        assertThat(seen).containsExactly("1", "2", "4");
        assertThat(gate.admitted()).isEqualTo(2);
    }

    @Test
    void whoWaitsForSomethingElseGivesItsPlaceAwayMeanwhileAndComesBackAtOnce() {
        AdmissionPermit one = come("1");
        come("2");
        AdmissionPermit three = come("3");
        one.pause();
        assertThat(seen).containsExactly("1", "2", "3");
        one.resume();
        assertThat(gate.admitted()).isEqualTo(3);
        come("4");
        succeed(one);
        assertThat(gate.waiting()).isEqualTo(1);
        succeed(three);
        assertThat(seen).containsExactly("1", "2", "3", "4");
        // A permit that is released during a pause takes no place when it is resumed.
        AdmissionPermit five = come("5");
        five.pause();
        five.release();
        five.resume();
        assertThat(gate.admitted()).isEqualTo(2);
    }

    @Test
    void whoIsDoneAtOnceLetsInTheNextWithoutEnd() {
        AdmissionPermit one = come("1");
        AdmissionPermit two = come("2");
        int[] done = {0};
        for (int i = 0; i < 100_000; i++) {
            AdmissionPermit next = gate.permit();
            next.admitted().subscribe(nothing -> {}, late -> {}, () -> {
                done[0]++;
                succeed(next);
            });
        }
        succeed(one);
        assertThat(done[0]).isEqualTo(100_000);
        succeed(two);
        assertThat(gate.admitted()).isZero();
    }

    @Test
    void waitsLongerThanARegistrationMayTakeAsLongAsOthersSucceed() {
        AdmissionPermit one = come("1");
        AdmissionPermit two = come("2");
        AdmissionPermit three = come("3");
        clock.advanceTimeBy(TIMEOUT.minusMillis(1));
        succeed(one);
        assertThat(seen).containsExactly("1", "2", "3");
        come("4");
        clock.advanceTimeBy(TIMEOUT.minusMillis(1));
        succeed(two);
        succeed(three);
        assertThat(seen).containsExactly("1", "2", "3", "4");
    }

    @Test
    void isToldSoWhenNothingHasSucceededForAsLongAsARegistrationMayTake() {
        come("1");
        come("2");
        come("3");
        clock.advanceTimeBy(Duration.ofSeconds(1));
        come("4");
        clock.advanceTimeBy(TIMEOUT.minusSeconds(1).plusMillis(250));
        assertThat(seen).containsExactly("1", "2", "!3");
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("1", "2", "!3", "!4");
    }

    @Test
    void oneThatFailsDoesNotEndTheWaitOfOthersWhileThereIsNoReasonToThinkThatAllWill() {
        clock.advanceTimeBy(Duration.ofHours(1));
        AdmissionPermit one = come("1");
        come("2");
        come("3");
        one.answered(false);
        assertThat(seen).containsExactly("1", "2");
        clock.advanceTimeBy(TIMEOUT);
        one.answered(false);
        assertThat(seen).containsExactly("1", "2", "!3");
    }

    @Test
    void nobodyWaitsLongerThanPatienceLasts() {
        AdmissionPermit busy = come("1");
        come("2");
        come("3");
        Duration step = Duration.ofSeconds(1);
        for (Duration passed = Duration.ZERO; passed.compareTo(MAX_WAIT) <= 0; passed = passed.plus(step)) {
            busy.answered(true);
            clock.advanceTimeBy(step);
        }
        assertThat(seen).containsExactly("1", "2", "!3");
    }
}
