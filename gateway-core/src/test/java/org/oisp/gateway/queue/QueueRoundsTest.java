package org.oisp.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.queue.QueueReader.DeviceRows;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.MailboxSettings;

class QueueRoundsTest {

    private final DeviceRegistry devices =
            new DeviceRegistry(new MailboxSettings(10, 10_000), new ConnectionEvents(new SimpleMeterRegistry()));
    private final DeviceIdentity lamp =
            new DeviceIdentity(new DeviceUid(new UUID(2, 2)), new AccountId(new UUID(1, 1)), new DeviceId("lamp"));
    private final DeviceUid uid = lamp.uid();
    private final QueueRounds rounds = new QueueRounds(devices, 2);

    private static QueuedActuation queued(long seq, boolean unconfirmed) {
        return new QueuedActuation(seq, "id", ByteSlice.ofText("{}"), unconfirmed, unconfirmed, 60_000, null);
    }

    private static Receipt receipt(OutcomeReason reason) {
        return new Receipt(reason, null, 0, 0, null);
    }

    private void connect(Object connection) {
        devices.admit(lamp, connection, Reply.REGISTERED);
    }

    private QueueRound begin(QueuedActuation... rows) {
        rounds.want(uid);
        QueueBatch batch = Objects.requireNonNull(rounds.next());
        assertThat(batch.devices()).containsExactly(uid);
        return Objects.requireNonNull(rounds.begin(uid, new DeviceRows(List.of(rows), false)));
    }

    @Test
    void readsNothingForADeviceThatIsNotHere() {
        rounds.want(uid);
        assertThat(rounds.next()).isNull();
        assertThat(rounds.isDone()).isTrue();
    }

    @Test
    void writesOffWhatIsConfirmedBeforeItReadsMore() {
        connect("one");
        QueuedActuation first = queued(1, false);
        QueueRound round = begin(first);
        rounds.ended(round, first, receipt(OutcomeReason.CONFIRMED));
        rounds.want(uid);
        QueueBatch next = Objects.requireNonNull(rounds.next());
        assertThat(next.rows(true)).containsExactly(1L);
        assertThat(next.rows(false)).isEmpty();
        assertThat(next.devices()).containsExactly(uid);
        assertThat(next.inFlight()).isEmpty();
    }

    @Test
    void readsBehindWhatIsOnItsWayUpToTheLimit() {
        connect("one");
        QueuedActuation first = queued(1, false);
        QueueRound round = begin(first);
        rounds.want(uid);
        QueueBatch second = Objects.requireNonNull(rounds.next());
        assertThat(second.inFlight()).containsExactly(1L);
        assertThat(rounds.begin(uid, new DeviceRows(List.of(queued(2, false)), false)))
                .isSameAs(round);
        rounds.want(uid);
        assertThat(rounds.next()).isNull();
        rounds.ended(round, first, receipt(OutcomeReason.CONFIRMED));
        rounds.ended(round, queued(2, false), receipt(OutcomeReason.CONFIRMED));
        assertThat(Objects.requireNonNull(rounds.next()).devices()).containsExactly(uid);
    }

    @Test
    void sendsNothingBehindOneThatWasNotConfirmedBefore() {
        connect("one");
        QueueRound round = begin(queued(1, true));
        rounds.want(uid);
        assertThat(rounds.next()).isNull();
        rounds.ended(round, queued(1, true), receipt(OutcomeReason.CONFIRMED));
        assertThat(Objects.requireNonNull(rounds.next()).devices()).containsExactly(uid);
    }

    @Test
    void countsOnlyTheFirstThatADeviceDoesNotConfirm() {
        connect("one");
        QueueRound round = begin(queued(1, false), queued(2, false));
        rounds.ended(round, queued(1, false), receipt(OutcomeReason.CONNECTION_LOST));
        rounds.ended(round, queued(2, false), receipt(OutcomeReason.CONNECTION_LOST));
        QueueBatch next = Objects.requireNonNull(rounds.next());
        assertThat(next.rows(false)).containsExactly(1L);
        // It is still connected: tried again later.
        assertThat(next.devices()).isEmpty();
        rounds.wantUnconfirmed();
        assertThat(Objects.requireNonNull(rounds.next()).devices()).containsExactly(uid);
    }

    @Test
    void whatTheSocketDidNotTakeIsNotCounted() {
        connect("one");
        QueueRound round = begin(queued(1, false));
        rounds.ended(round, queued(1, false), receipt(OutcomeReason.DISCONNECTED));
        assertThat(rounds.next()).isNull();
    }

    @Test
    void whatADeviceDidNotConfirmBeforeItConnectedAgainIsSentAgainAndCounted() {
        connect("one");
        QueueRound older = begin(queued(1, false));
        connect("two");
        rounds.want(uid);
        QueueBatch again = Objects.requireNonNull(rounds.next());
        assertThat(again.devices()).containsExactly(uid);
        assertThat(again.inFlight()).isEmpty();
        QueueRound newer = Objects.requireNonNull(rounds.begin(uid, new DeviceRows(List.of(queued(1, false)), false)));
        assertThat(newer).isNotSameAs(older);
        rounds.ended(older, queued(1, false), receipt(OutcomeReason.CONNECTION_LOST));
        assertThat(Objects.requireNonNull(rounds.next()).rows(false)).containsExactly(1L);
        rounds.ended(newer, queued(1, false), receipt(OutcomeReason.CONFIRMED));
        assertThat(Objects.requireNonNull(rounds.next()).rows(true)).containsExactly(1L);
    }

    @Test
    void doesNotSendLaterOnesFirstIfTheConnectionChangesWhileTheyAreRead() {
        connect("one");
        QueueRound round = begin(queued(1, false));
        rounds.want(uid);
        assertThat(Objects.requireNonNull(rounds.next()).inFlight()).containsExactly(1L);
        connect("two");
        assertThat(rounds.begin(uid, new DeviceRows(List.of(queued(2, false)), false)))
                .isNull();
        QueueBatch again = Objects.requireNonNull(rounds.next());
        assertThat(again.devices()).containsExactly(uid);
        assertThat(again.inFlight()).isEmpty();
        assertThat(rounds.begin(uid, new DeviceRows(List.of(queued(1, false), queued(2, false)), false)))
                .isNotNull()
                .isNotSameAs(round);
    }

    @Test
    void doesNotSendLaterOnesFirstIfTheFirstIsNotConfirmedWhileTheyAreRead() {
        connect("one");
        QueueRound round = begin(queued(1, false));
        rounds.want(uid);
        assertThat(Objects.requireNonNull(rounds.next()).inFlight()).containsExactly(1L);
        rounds.ended(round, queued(1, false), receipt(OutcomeReason.DISCONNECTED));
        assertThat(rounds.begin(uid, new DeviceRows(List.of(queued(2, false)), false)))
                .isNull();
        assertThat(Objects.requireNonNull(rounds.next()).devices()).containsExactly(uid);
    }

    @Test
    void countsAndReadsNothingOnceTheInstanceStops() {
        connect("one");
        QueueRound round = begin(queued(1, false));
        rounds.readUntil(() -> true);
        rounds.ended(round, queued(1, false), receipt(OutcomeReason.CONNECTION_LOST));
        rounds.want(uid);
        assertThat(rounds.next()).isNull();
        assertThat(rounds.isDone()).isTrue();
    }

    @Test
    void takesBackWhatTheDatabaseCouldNotDo() {
        connect("one");
        QueueRound round = begin(queued(1, false));
        rounds.ended(round, queued(1, false), receipt(OutcomeReason.CONFIRMED));
        rounds.want(uid);
        QueueBatch failed = Objects.requireNonNull(rounds.next());
        rounds.putBack(failed);
        assertThat(rounds.next()).isEqualTo(failed);
    }
}
