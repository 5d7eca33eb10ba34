package org.oisp.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.QueueOptions;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.queue.AcceptedBatch.QueueResult;
import org.oisp.gateway.queue.AcceptedBatch.ReplacedRow;

class AcceptedBatchTest {

    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final DeviceIdentity LAMP = device(1);
    private static final DeviceIdentity FAN = device(2);

    private static final QueueSettings SETTINGS = new QueueSettings(
            true,
            new QueueBounds(3, 100),
            new QueueBounds(4, 150),
            new QueueBounds(10, 1_000),
            3,
            8,
            Duration.ofSeconds(1));

    private static DeviceIdentity device(int number) {
        return new DeviceIdentity(
                new DeviceUid(new UUID(2, number)), new AccountId(ACCOUNT), new DeviceId("device" + number));
    }

    private static QueueEntry entry(DeviceIdentity device, int bytes, String collapse) {
        return new QueueEntry(
                new Target.ByUid(device.uid()),
                "id",
                ByteSlice.ofText("x".repeat(bytes)),
                new QueueOptions(60, collapse),
                false,
                null,
                0);
    }

    private static AcceptedBatch decide(
            Map<UUID, QueueBounds> kept, List<ReplacedRow> replaced, DeviceIdentity device, QueueEntry... entries) {
        AcceptedBatch batch = new AcceptedBatch(
                SETTINGS,
                kept,
                replaced,
                Stream.of(entries).map(entry -> QueueResult.kept(device)).toList());
        batch.decide(List.of(entries));
        return batch;
    }

    private static List<QueueRefusal> refusals(AcceptedBatch batch) {
        return batch.results().stream().map(QueueResult::refusal).toList();
    }

    @Test
    void keepsAsManyAsADeviceMayHave() {
        AcceptedBatch batch = decide(
                Map.of(LAMP.uid().value(), new QueueBounds(1, 1)),
                List.of(),
                LAMP,
                entry(LAMP, 1, null),
                entry(LAMP, 1, null),
                entry(LAMP, 1, null));
        assertThat(refusals(batch)).containsExactly(null, null, QueueRefusal.FULL);
    }

    @Test
    void oneThatIsTooLargeTakesNoRoomFromASmallerOne() {
        AcceptedBatch batch =
                decide(Map.of(), List.of(), LAMP, entry(LAMP, 60, null), entry(LAMP, 60, null), entry(LAMP, 40, null));
        assertThat(refusals(batch)).containsExactly(null, QueueRefusal.FULL, null);
    }

    @Test
    void theAccountOfTheDeviceIsLimitedToo() {
        AcceptedBatch messages = decide(
                Map.of(ACCOUNT, new QueueBounds(3, 0)), List.of(), FAN, entry(FAN, 1, null), entry(FAN, 1, null));
        assertThat(refusals(messages)).containsExactly(null, QueueRefusal.FULL);
        AcceptedBatch bytes = decide(
                Map.of(ACCOUNT, new QueueBounds(1, 140)), List.of(), FAN, entry(FAN, 11, null), entry(FAN, 10, null));
        assertThat(refusals(bytes)).containsExactly(QueueRefusal.FULL, null);
    }

    @Test
    void theNewestOfAKeyReplacesTheOthersAlsoInAFullQueue() {
        ReplacedRow row = new ReplacedRow(7L, LAMP.uid().value(), ACCOUNT, "k", 10);
        AcceptedBatch batch = decide(
                Map.of(LAMP.uid().value(), new QueueBounds(3, 30), ACCOUNT, new QueueBounds(3, 30)),
                List.of(row),
                LAMP,
                entry(LAMP, 10, "k"),
                entry(LAMP, 10, "k"),
                entry(LAMP, 10, "other"));
        assertThat(refusals(batch)).containsExactly(QueueRefusal.COLLAPSED, null, QueueRefusal.FULL);
        assertThat(batch.removed()).containsExactly(7L);
    }

    @Test
    void aRowStaysIfWhatIsToReplaceItHasNoRoom() {
        ReplacedRow row = new ReplacedRow(7L, LAMP.uid().value(), ACCOUNT, "k", 10);
        AcceptedBatch batch =
                decide(Map.of(LAMP.uid().value(), new QueueBounds(2, 95)), List.of(row), LAMP, entry(LAMP, 20, "k"));
        assertThat(refusals(batch)).containsExactly(QueueRefusal.FULL);
        assertThat(batch.removed()).isEmpty();
    }

    @Test
    void whatHasNoDeviceStaysRefused() {
        AcceptedBatch batch = new AcceptedBatch(
                SETTINGS, Map.of(), List.of(), List.of(QueueResult.refused(QueueRefusal.UNKNOWN_DEVICE)));
        batch.decide(List.of(entry(LAMP, 1, null)));
        assertThat(refusals(batch)).containsExactly(QueueRefusal.UNKNOWN_DEVICE);
    }
}
