package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.ReceiptRequest;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.registry.PostResult;

/** Tests what a session says to a peer that asks for receipts. */
class SessionReceiptsTest {

    private final Gateway gateway = new Gateway(1);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void saysEachOutcomeOnceItIsKnown() {
        peer.says(asking("a"), asking("b"), Signal.PING);
        peer.hears(Reply.PONG);
        end(1, OutcomeReason.CONFIRMED);
        assertThat(outcomes(peer)).containsExactly("b confirmed");
        end(0, OutcomeReason.EXPIRED);
        assertThat(outcomes(peer)).containsExactly("a expired");
        assertThat(gateway.receipts.get(0).pendingOfConnection()).isZero();
    }

    @Test
    void keepsTheOutcomesThatAPeerDoesNotRead() {
        Conversation slow = gateway.connect(0);
        slow.says(asking("a"), asking("b"));
        end(0, OutcomeReason.CONFIRMED);
        end(1, OutcomeReason.CONFIRMED);
        assertThat(slow.heard()).isEmpty();
        slow.reads(2);
        assertThat(outcomes(slow)).containsExactly("a confirmed", "b confirmed");
    }

    @Test
    void saysTheOutcomesThatWaitTogether() {
        for (int i = 0; i < 40; i++) {
            peer.says(asking("a"));
        }
        peer.holdsTasks();
        for (int i = 0; i < 40; i++) {
            end(i, OutcomeReason.CONFIRMED);
        }
        peer.runsTasks();
        assertThat(peer.heard())
                .extracting(
                        message -> ((Outbound.OutcomeMessages) message).json().size())
                .containsExactly(32, 8);
    }

    @Test
    void saysNothingToAPeerThatHasLeft() {
        peer.says(asking("a"));
        peer.breaksOff();
        end(0, OutcomeReason.CONFIRMED);
        assertThat(peer.heard()).isEmpty();
    }

    @Test
    void closesAStoppingSenderBehindItsLastOutcome() {
        peer.says(asking("a"), Signal.SHUTDOWN);
        assertThat(peer.heard()).isEmpty();
        assertThat(gateway.receipts.get(0).isStopping()).isTrue();
        end(0, OutcomeReason.UNANSWERED);
        List<Outbound> last = peer.heard();
        assertThat(last).hasSize(2);
        assertThat(last.get(0)).isInstanceOf(Outbound.OutcomeMessages.class);
        assertThat(last.get(1)).isEqualTo(CloseFrame.GOING_AWAY);
        assertThat(peer.hasEnded()).isTrue();
    }

    @Test
    void closesAStoppingSenderAtOnceIfNothingIsToCome() {
        peer.says(asking("a"));
        end(0, OutcomeReason.CONFIRMED);
        assertThat(outcomes(peer)).hasSize(1);
        peer.says(Signal.SHUTDOWN);
        peer.hears(CloseFrame.GOING_AWAY);
    }

    @Test
    void tellsAStoppingSenderWhoHasAskedForNothingYetThatItStops() {
        Conversation device = gateway.connect(1);
        device.registers("d1");
        assertThat(gateway.find("d1").post(new Outbound.Delivery(ByteSlice.ofText("1"), 0)))
                .isEqualTo(PostResult.ACCEPTED);
        device.says(Signal.SHUTDOWN, asking("a"));
        assertThat(gateway.receipts.get(0).isStopping()).isTrue();
    }

    private static Inbound.ActuationMessage asking(String id) {
        return new Inbound.ActuationMessage(
                new Credentials("u", "p"),
                new Inbound.Body(Target.Nobody.NOBODY, ByteSlice.ofText("{}"), 0),
                ByteSlice.ofText("{}"),
                ReceiptRequest.ofDelivery(id, 1_000));
    }

    private void end(int index, OutcomeReason reason) {
        gateway.receipts.get(index).ended(new Receipt(reason, null, 0, 0, null));
    }

    private static List<String> outcomes(Conversation peer) {
        return peer.heard().stream()
                .flatMap(message -> ((Outbound.OutcomeMessages) message).json().stream())
                .map(ByteSlice::toString)
                .map(json -> json.replaceAll(".*\"id\":\"(\\w)\".*\"reason\":\"(\\w+)\".*", "$1 $2"))
                .toList();
    }
}
