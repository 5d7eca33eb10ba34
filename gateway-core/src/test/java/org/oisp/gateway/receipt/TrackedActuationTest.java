package org.oisp.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;

/** Tests that each life of a tracked actuation ends once, with the outcome that is true of it. */
class TrackedActuationTest {

    private static final DeviceAddress DEVICE =
            new DeviceAddress(AccountId.parse(UUID.randomUUID().toString()), new DeviceId("d"));

    private final List<String> told = new ArrayList<>();
    private final List<TrackedActuation> withdrawn = new ArrayList<>();
    private final List<TrackedActuation> taken = new ArrayList<>();
    private final WaitingPlace mailbox = new WaitingPlace() {
        @Override
        public void taken(TrackedActuation actuation) {
            taken.add(actuation);
        }

        @Override
        public void withdraw(TrackedActuation actuation) {
            withdrawn.add(actuation);
        }
    };
    private Runnable deadline = () -> {
        throw new AssertionError("no deadline was set");
    };
    private int cancelled;
    private int forgotten;
    private final TrackedActuation actuation = begin(false);

    private TrackedActuation begin(boolean completion) {
        TrackedActuation begun = new TrackedActuation(
                null,
                completion,
                System.nanoTime(),
                null,
                receipt -> told.add(receipt.reason().tag()));
        begun.endAfter(
                (task, millis) -> {
                    deadline = task;
                    return () -> cancelled++;
                },
                1_000);
        return begun;
    }

    @Test
    void isConfirmedOnceTheDeviceHasReadIt() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        assertThat(actuation.take()).isTrue();
        assertThat(taken).containsExactly(actuation);
        actuation.sent();
        actuation.confirm();
        deadline.run();
        actuation.connectionEnded();
        actuation.end(OutcomeReason.NOT_CONNECTED);
        assertThat(told).containsExactly("confirmed");
        assertThat(cancelled).isEqualTo(1);
    }

    @Test
    void isTakenOutOfTheMailboxAtItsDeadlineAndNeverWritten() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        deadline.run();
        assertThat(withdrawn).containsExactly(actuation);
        assertThat(actuation.take()).isFalse();
        assertThat(told).containsExactly("expired");
    }

    @Test
    void isNeitherDeliveredNorForwardedOnceItHasExpired() {
        deadline.run();
        assertThat(actuation.enter(DEVICE, mailbox)).isFalse();
        assertThat(actuation.forward()).isFalse();
        assertThat(told).containsExactly("expired");
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void isUnconfirmedAtItsDeadlineOnceTheSocketHasIt() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        assertThat(actuation.take()).isTrue();
        deadline.run();
        assertThat(told).containsExactly("unanswered");
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void isNotDeliveredIfTheConnectionEndsBeforeTheKernelHasIt() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        assertThat(actuation.take()).isTrue();
        actuation.connectionEnded();
        assertThat(told).containsExactly("disconnected");
    }

    @Test
    void isUnconfirmedIfTheConnectionEndsOnceTheKernelHasIt() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        assertThat(actuation.take()).isTrue();
        actuation.sent();
        actuation.connectionEnded();
        assertThat(told).containsExactly("connection_lost");
    }

    @Test
    void isRoutedAgainIfAMailboxRefusesIt() {
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        actuation.refused();
        assertThat(actuation.endIfWaiting(OutcomeReason.DISCONNECTED)).isFalse();
        assertThat(actuation.enter(DEVICE, mailbox)).isTrue();
        assertThat(actuation.endIfWaiting(OutcomeReason.DISCONNECTED)).isTrue();
        assertThat(told).containsExactly("disconnected");
    }

    @Test
    void waitsForTheOtherInstanceUntilItsDeadline() {
        assertThat(actuation.forward()).isTrue();
        deadline.run();
        assertThat(told).containsExactly("instance_silent");
    }

    @Test
    void hasTheOutcomeThatTheOtherInstanceReports() {
        assertThat(actuation.forward()).isTrue();
        actuation.end(new Receipt(OutcomeReason.NO_PONGS, DEVICE, 0, 0, null));
        assertThat(told).containsExactly("no_pongs");
    }

    @Test
    void isUnknownAtItsDeadlineWhileItIsWrittenToTheQueue() {
        assertThat(actuation.store()).isTrue();
        deadline.run();
        assertThat(told).containsExactly("storage_unknown");
        actuation.stored(DEVICE);
        assertThat(told).hasSize(1);
    }

    @Test
    void isKeptAtItsDeadlineOnceTheQueueHasIt() {
        assertThat(actuation.store()).isTrue();
        actuation.stored(DEVICE);
        assertThat(actuation.progress()).isEqualTo(ActuationProgress.QUEUED);
        deadline.run();
        assertThat(told).containsExactly("kept");
    }

    @Test
    void isNotWrittenToTheQueueOnceItHasExpired() {
        deadline.run();
        assertThat(actuation.store()).isFalse();
        assertThat(told).containsExactly("expired");
    }

    @Test
    void waitsForTheDevicesOwnReport() {
        TrackedActuation completed = begin(true);
        assertThat(completed.enter(DEVICE, mailbox)).isTrue();
        assertThat(completed.take()).isTrue();
        completed.expectReport(() -> forgotten++);
        completed.confirm();
        completed.sent();
        assertThat(told).isEmpty();
        deadline.run();
        assertThat(told).containsExactly("no_report");
        assertThat(forgotten).isOne();
    }

    @Test
    void aReportBeforeTheConfirmationIsBoth() {
        TrackedActuation completed = begin(true);
        assertThat(completed.enter(DEVICE, mailbox)).isTrue();
        assertThat(completed.take()).isTrue();
        completed.expectReport(() -> forgotten++);
        completed.report(false, "no power");
        completed.sent();
        completed.confirm();
        completed.report(true, null);
        deadline.run();
        assertThat(told).containsExactly("reported_failure");
        assertThat(forgotten).isOne();
    }

    @Test
    void aReportIsNotAwaitedIfTheTimeIsOver() {
        TrackedActuation completed = begin(true);
        assertThat(completed.enter(DEVICE, mailbox)).isTrue();
        assertThat(completed.take()).isTrue();
        deadline.run();
        completed.expectReport(() -> forgotten++);
        assertThat(forgotten).isOne();
        assertThat(told).containsExactly("unanswered");
    }

    @Test
    void doesNotWaitForAReportThatTheDeviceDoesNotMake() {
        TrackedActuation completed = begin(true);
        assertThat(completed.enter(DEVICE, mailbox)).isTrue();
        assertThat(completed.take()).isTrue();
        completed.sent();
        completed.confirm();
        assertThat(told).containsExactly("no_reports");
    }
}
