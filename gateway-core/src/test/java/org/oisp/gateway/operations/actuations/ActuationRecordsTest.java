package org.oisp.gateway.operations.actuations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class ActuationRecordsTest {

    private static final DeviceAddress LAMP = new DeviceAddress(new AccountId(new UUID(1, 1)), new DeviceId("lamp"));

    /** Nanoseconds from now on. */
    private long passed;

    private final ActuationRecords records = new ActuationRecords(2, () -> System.nanoTime() + passed);

    @Test
    void oneIdIsOneRecord() {
        ActuationRecord first = record("a");
        assertThat(records.claim(first)).isSameAs(first);
        assertThat(records.claim(record("a"))).isSameAs(first);
        assertThat(records.find("a")).isSameAs(first);
        assertThat(records.find("b")).isNull();
        assertThat(records.size()).isEqualTo(1);
    }

    @Test
    void theOldestThatEndedMakesRoomAndNoneThatHasNot() {
        ActuationRecord first = claim("a");
        ActuationRecord second = claim("b");
        assertThat(records.claim(record("c"))).isNull();
        end(second);
        end(first);
        claim("c");
        assertThat(records.find("b")).isNull();
        assertThat(records.find("a")).isSameAs(first);
        claim("d");
        assertThat(records.find("a")).isNull();
        assertThat(records.claim(record("e"))).isNull();
        assertThat(records.size()).isEqualTo(2);
    }

    @Test
    void isForgottenTenMinutesAfterItsOutcome() {
        ActuationRecord ended = claim("a");
        ActuationRecord waiting = claim("b");
        end(ended);
        passed = ActuationRecords.KEPT.toNanos() - 60_000_000_000L;
        assertThat(records.find("a")).isSameAs(ended);
        passed = ActuationRecords.KEPT.toNanos();
        assertThat(records.find("a")).isNull();
        assertThat(records.find("b")).isSameAs(waiting);
        assertThat(records.size()).isEqualTo(1);
    }

    @Test
    void whatWasNotSentIsForgotten() {
        ActuationRecord broken = claim("a");
        end(broken);
        records.remove(broken);
        claim("b");
        claim("c");
        assertThat(records.claim(record("d"))).isNull();
        assertThat(records.find("a")).isNull();
    }

    @Test
    void aDevicesNewestComeFirst() {
        ActuationRecords many = new ActuationRecords(100);
        List<ActuationRecord> all = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> {
            ActuationRecord record = new ActuationRecord("id" + i, new byte[0], i);
            assertThat(many.claim(record)).isSameAs(record);
            record.follow(new TrackedActuation(null, false, 0, i % 3 == 0 ? null : LAMP, receipt -> {}));
            all.add(record);
        });
        assertThat(many.newest(LAMP, 3)).containsExactly(all.get(29), all.get(28), all.get(26));
        assertThat(many.newest(LAMP, 100)).hasSize(20);
    }

    @Test
    void theNewestAreFoundWithoutTheLockThatOutcomesNeed() throws Exception {
        ActuationRecord record = claim("a");
        record.follow(new TrackedActuation(null, false, 0, LAMP, receipt -> {}));
        synchronized (records) {
            assertThat(CompletableFuture.supplyAsync(() -> records.newest(LAMP, 1))
                            .get(10, TimeUnit.SECONDS))
                    .containsExactly(record);
        }
        end(record);
        passed = ActuationRecords.KEPT.toNanos();
        assertThat(records.newest(LAMP, 1)).isEmpty();
    }

    @Test
    void aWaitThatIsCancelledLeavesNothing() {
        ActuationRecord record = claim("a");
        StepVerifier.create(record.outcome()).thenCancel().verify();
        assertThat(record.waits()).isZero();
        Disposable first = record.outcome().subscribe();
        StepVerifier.create(record.outcome())
                .then(() -> assertThat(record.waits()).isEqualTo(2))
                .then(first::dispose)
                .then(() -> assertThat(record.waits()).isEqualTo(1))
                .then(() -> end(record))
                .expectNext(receipt())
                .verifyComplete();
        assertThat(record.waits()).isZero();
    }

    @Test
    void waitsCanBeEndedWithoutAnOutcome() {
        ActuationRecord record = claim("a");
        StepVerifier.create(record.outcome()).then(records::endWaits).verifyComplete();
        assertThat(record.waits()).isZero();
        assertThat(record.progress()).isEqualTo(ActuationProgress.ROUTING);
    }

    @Test
    void hasNoProgressOnceItsOutcomeIsKnownOrIsBeingReported() {
        ActuationRecord record = claim("a");
        TrackedActuation its = new TrackedActuation(null, false, 0, LAMP, receipt -> {
            assertThat(record.receipt()).isNull();
            assertThat(record.progress()).isNull();
            record.ended(receipt);
        });
        record.follow(its);
        its.end(OutcomeReason.CONFIRMED);
        assertThat(record.receipt()).isNotNull();
        assertThat(record.progress()).isNull();
    }

    @Test
    void tellsItsProgressAndThenItsOutcome() {
        ActuationRecord record = claim("a");
        assertThat(record.progress()).isEqualTo(ActuationProgress.ROUTING);
        TrackedActuation its = new TrackedActuation(null, false, System.nanoTime(), LAMP, record::ended);
        record.follow(its);
        assertThat(its.forward()).isTrue();
        assertThat(record.progress()).isEqualTo(ActuationProgress.FORWARDED);
        assertThat(record.device()).isEqualTo(LAMP);
        assertThat(record.receipt()).isNull();
        its.end(OutcomeReason.CONFIRMED);
        assertThat(record.receipt()).isNotNull();
        assertThat(record.device()).isEqualTo(LAMP);
        StepVerifier.create(record.outcome()).expectNext(record.receipt()).verifyComplete();
        assertThatThrownBy(() -> record.ended(receipt())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isTheSameIfBodyAndReceiptAre() {
        ApiActuation asked = asked("{}", false, 5);
        assertThat(asked("{}", false, 6).fingerprint()).isEqualTo(asked.fingerprint());
        assertThat(asked("{}", true, 5).fingerprint()).isNotEqualTo(asked.fingerprint());
        assertThat(asked("{ }", false, 5).fingerprint()).isNotEqualTo(asked.fingerprint());
    }

    private static ApiActuation asked(String body, boolean completion, int timeout) {
        byte[] bytes = ("x" + body).getBytes(StandardCharsets.UTF_8);
        return new ApiActuation("id", new ByteSlice(bytes, 1, bytes.length - 1), completion, timeout, null, null);
    }

    private static ActuationRecord record(String id) {
        return new ActuationRecord(id, new byte[0], 0);
    }

    private ActuationRecord claim(String id) {
        ActuationRecord record = record(id);
        assertThat(records.claim(record)).isSameAs(record);
        return record;
    }

    private void end(ActuationRecord record) {
        record.ended(receipt());
        records.ended(record);
    }

    private static Receipt receipt() {
        return new Receipt(OutcomeReason.CONFIRMED, LAMP, 0, 0, null);
    }
}
