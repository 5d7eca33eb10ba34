package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DropReason;
import org.oisp.gateway.routing.ActuationOutcome;
import org.oisp.gateway.telemetry.LogLines;

/** Tests the answers to a peer, by message (PROTOCOL.md, "Messages to the server"); registrations have their own tests. */
class SessionTest {

    private static final Inbound.ActuationMessage ACTUATION = new Inbound.ActuationMessage(
            new Credentials("secret-user", "secret-word"),
            new Inbound.Body(Target.Nobody.NOBODY, ByteSlice.ofText("{\"content\":\"secret-content\"}"), 0),
            ByteSlice.ofText("secret-message"));

    private final Gateway gateway = new Gateway(3);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void saysNothingByItself() {
        peer.hears();
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void answersEachPing() {
        peer.says(Signal.PING, Signal.PING);
        peer.says(Signal.PING);

        peer.hears(Reply.PONG, Reply.PONG, Reply.PONG);
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void answersAPingFrameWithItsPayload() {
        byte[] bytes = "xpayloadx".getBytes(StandardCharsets.US_ASCII);
        ByteSlice payload = new ByteSlice(bytes, 1, 7);
        peer.says(new Inbound.PingReceived(payload));

        peer.hears(new Outbound.PongFrame(payload));
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void saysNothingToAPongFrameOrAnUnknownMessage() {
        peer.says(Signal.UNKNOWN, new Inbound.PongReceived(ByteSlice.ofText("x")), Signal.UNKNOWN);
        peer.hears();

        peer.says(Signal.PING);
        peer.hears(Reply.PONG);
        assertThat(gateway.allDrops()).isZero();
    }

    @Test
    void closesOnAMalformedMessageAndSaysNothingAfterwards() {
        peer.says(Signal.PING, Signal.MALFORMED, Signal.PING, Signal.MALFORMED);
        peer.registers("d1");

        peer.hears(Reply.PONG, Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.MALFORMED_MESSAGE)).isEqualTo(1);
        assertThat(gateway.allDrops()).isEqualTo(1);
        assertThat(gateway.database.bound()).isZero();
    }

    @Test
    void handsActuationsOnInTheirOrderAndSaysNothing() {
        Inbound.ActuationMessage second =
                new Inbound.ActuationMessage(new Credentials("u", "p"), null, ByteSlice.ofText("{}"));
        peer.says(ACTUATION, second, ACTUATION);

        peer.hears();
        assertThat(peer.goesOn()).isTrue();
        assertThat(gateway.actuations).containsExactly(ACTUATION, second, ACTUATION);
    }

    @ParameterizedTest
    @EnumSource(value = ActuationOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "MALFORMED")
    void saysNothingOfWhatBecameOfAnActuation(ActuationOutcome outcome) {
        gateway.outcomeOfActuations = outcome;
        peer.says(ACTUATION);
        peer.hears();

        peer.says(Signal.PING);
        peer.hears(Reply.PONG);
    }

    @Test
    void closesOnAnActuationWithoutABody() {
        gateway.outcomeOfActuations = ActuationOutcome.MALFORMED;
        peer.says(ACTUATION, ACTUATION);

        peer.hears(Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.MALFORMED_MESSAGE)).isEqualTo(1);
        assertThat(gateway.actuations).hasSize(1);
    }

    @Test
    void answersTheEndOfThePeerWithoutCountingIt() {
        peer.says(new Inbound.PeerClosed(CloseFrame.ANSWER), Signal.PING);

        peer.hears(CloseFrame.ANSWER);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.allDrops()).isZero();
    }

    @Test
    void closesWithWhatAViolationCallsFor() {
        peer.says(new Inbound.PeerClosed(CloseFrame.INVALID_TEXT));
        peer.hears(CloseFrame.INVALID_TEXT);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.INVALID_TEXT)).isEqualTo(1);

        Conversation unmasked = gateway.connect();
        unmasked.says(new Inbound.PeerClosed(CloseFrame.UNMASKED));
        unmasked.hears(CloseFrame.UNMASKED);
        assertThat(gateway.drops(DropReason.PROTOCOL_ERROR)).isEqualTo(1);

        Conversation tooLong = gateway.connect();
        tooLong.says(new Inbound.PeerClosed(CloseFrame.frameTooBig(70_000)));
        tooLong.hears(CloseFrame.frameTooBig(70_000));
        assertThat(gateway.drops(DropReason.TOO_BIG)).isEqualTo(1);
    }

    @Test
    void saysGoodbyeWhenTheServerStops() {
        peer.says(Signal.SHUTDOWN);

        peer.hears(CloseFrame.GOING_AWAY);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.SHUTDOWN)).isEqualTo(1);
    }

    @Test
    void keepsItsAnswersForAPeerThatReadsLater() {
        Conversation slow = gateway.connect(0);
        slow.says(Signal.PING, Signal.PING, Signal.MALFORMED);
        slow.hears();

        slow.reads(1);
        slow.hears(Reply.PONG);
        slow.reads(5);
        slow.hears(Reply.PONG, Reply.WRONG_FORMAT, CloseFrame.UNPROCESSABLE);
        assertThat(slow.hasEnded()).isTrue();
    }

    /** Requests must not pile up either: the session stops reading from a peer that does not read. */
    @Test
    void takesNoMoreFromAPeerThatDoesNotRead() {
        Conversation slow = gateway.connect(0);
        for (int i = 0; i < 10_000; i++) {
            slow.says(
                    new Inbound.ActuationMessage(new Credentials("u", "p"), null, ByteSlice.ofText("{}")), Signal.PING);
        }

        assertThat(gateway.actuations).hasSizeLessThan(100);
        slow.reads(Long.MAX_VALUE);
        assertThat(gateway.actuations).hasSize(10_000);
        assertThat(slow.heard()).hasSize(10_000).containsOnly(Reply.PONG);
    }

    @Test
    void logsNeitherCredentialsNorContents() {
        try (LogLines lines = new LogLines()) {
            for (ActuationOutcome outcome : ActuationOutcome.values()) {
                gateway.outcomeOfActuations = outcome;
                Conversation sender = gateway.connect();
                sender.says(ACTUATION);
                sender.says(Signal.MALFORMED);
            }
            gateway.pass(Duration.ofMinutes(1));

            assertThat(lines.all()).isNotEmpty().noneMatch(line -> line.contains("secret"));
        }
    }
}
