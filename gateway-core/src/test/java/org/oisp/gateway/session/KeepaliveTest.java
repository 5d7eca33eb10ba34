package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Inbound.Signal;
import org.oisp.gateway.protocol.Outbound.PingFrame;
import org.oisp.gateway.protocol.Reply;
import org.oisp.gateway.registry.DropReason;

/**
 * Silent peers are pinged after 20 s and dropped 10 s later; any byte is a sign of life. A peer that never sends a message is closed after
 * 30 s (PROTOCOL.md, "WebSocket level" and "What the original does badly").
 */
class KeepaliveTest {

    private static final Inbound PONG = new Inbound.PongReceived(ByteSlice.ofText(""));
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final Gateway gateway = new Gateway(3);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void pingsAPeerThatWasSilentForTheInterval() {
        Conversation peer = spoken();
        gateway.pass(Gateway.PING_INTERVAL.minus(MILLISECOND));
        peer.hears();

        gateway.pass(MILLISECOND);
        peer.hears(PingFrame.PING);
    }

    @Test
    void pingsAgainAnIntervalAfterThePong() {
        Conversation peer = spoken();
        gateway.pass(Gateway.PING_INTERVAL);
        peer.hears(PingFrame.PING);
        gateway.pass(Duration.ofSeconds(1));
        peer.says(PONG);
        gateway.pass(Gateway.PING_INTERVAL.minus(MILLISECOND));
        peer.hears();

        gateway.pass(MILLISECOND);
        peer.hears(PingFrame.PING);
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void keepsAPeerThatAnswersForAsLongAsItDoes() {
        Conversation peer = spoken();
        for (int i = 0; i < 1_000; i++) {
            gateway.pass(Gateway.PING_INTERVAL);
            peer.hears(PingFrame.PING);
            gateway.pass(Gateway.PING_GRACE.minus(MILLISECOND));
            peer.says(PONG);
            gateway.pass(MILLISECOND);
            peer.says(PONG);
        }

        assertThat(peer.goesOn()).isTrue();
        assertThat(gateway.allDrops()).isZero();
    }

    @Test
    void doesNotPingWhileDataComes() {
        Conversation peer = spoken();
        for (int i = 0; i < 100; i++) {
            gateway.pass(Gateway.PING_INTERVAL.minus(MILLISECOND));
            peer.stirs();
        }

        peer.hears();
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void takesAnyByteForAnAnswer() {
        Conversation peer = spoken();
        gateway.pass(Gateway.PING_INTERVAL.plus(Gateway.PING_GRACE).minus(MILLISECOND));
        peer.stirs();
        gateway.pass(Gateway.PING_INTERVAL.minus(MILLISECOND));

        peer.hears(PingFrame.PING);
        assertThat(peer.goesOn()).isTrue();
    }

    @Test
    void dropsAPeerThatDoesNotAnswerThePing() {
        Conversation peer = spoken();
        gateway.pass(Gateway.PING_INTERVAL.plus(Gateway.PING_GRACE).minus(MILLISECOND));
        assertThat(peer.goesOn()).isTrue();

        gateway.pass(MILLISECOND);
        peer.hears(PingFrame.PING);
        assertThat(peer.cutFor()).isEqualTo(DropReason.SILENT_PEER);
        assertThat(gateway.drops(DropReason.SILENT_PEER)).isEqualTo(1);
        assertThat(gateway.allDrops()).isEqualTo(1);
    }

    @Test
    void dropsASilentPeerThatDoesNotReadEither() {
        Conversation peer = gateway.connect(1);
        peer.says(Signal.PING);
        peer.hears(Reply.PONG);
        gateway.pass(Gateway.PING_INTERVAL.plus(Gateway.PING_GRACE));

        peer.hears();
        assertThat(peer.cutFor()).isEqualTo(DropReason.SILENT_PEER);
    }

    @Test
    void pingsARegisteredDevice() {
        Conversation peer = gateway.connect();
        peer.registers("d1");
        peer.hears(Reply.REGISTERED);
        gateway.pass(Gateway.PING_INTERVAL);
        peer.hears(PingFrame.PING);

        gateway.pass(Gateway.PING_GRACE);
        assertThat(peer.cutFor()).isEqualTo(DropReason.SILENT_PEER);
        assertThat(gateway.connectedDevices()).isZero();
        assertThat(gateway.database.released).hasSize(1);
    }

    @Test
    void closesAPeerThatSendsNoMessageInTime() {
        Conversation peer = gateway.connect();
        gateway.pass(Gateway.PING_INTERVAL);
        peer.hears(PingFrame.PING);
        // Control frames are a sign of life, but not a message.
        peer.says(PONG, new Inbound.PingReceived(ByteSlice.ofText("x")));
        assertThat(peer.heard()).hasSize(1);
        gateway.pass(Gateway.FIRST_MESSAGE.minus(Gateway.PING_INTERVAL).minus(MILLISECOND));
        peer.hears();

        gateway.pass(MILLISECOND);
        peer.hears(CloseFrame.POLICY);
        assertThat(peer.hasEnded()).isTrue();
        assertThat(gateway.drops(DropReason.NO_FIRST_MESSAGE)).isEqualTo(1);
        assertThat(gateway.allDrops()).isEqualTo(1);
    }

    static Stream<Inbound> messages() {
        return Stream.of(
                Signal.PING,
                Signal.UNKNOWN,
                new Inbound.ActuationMessage(new Credentials("u", "p"), null, ByteSlice.ofText("{}")),
                new Inbound.RegistrationRequest("unknown", "a.b.c"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void doesNotCloseAPeerThatHasSentAMessage(Inbound message) {
        Conversation peer = gateway.connect();
        gateway.pass(Gateway.FIRST_MESSAGE.minus(MILLISECOND));
        peer.says(message);
        peer.heard();
        gateway.pass(Gateway.PING_INTERVAL.minus(MILLISECOND));

        peer.hears();
        assertThat(gateway.drops(DropReason.NO_FIRST_MESSAGE)).isZero();
    }

    /** Its ping frames keep it alive, and it takes no close frame: only a last deadline ends its connection. */
    @Test
    void dropsAPeerThatSendsNoMessageAndDoesNotRead() {
        Conversation peer = gateway.connect(0);
        for (int i = 0; i < 100; i++) {
            gateway.pass(Duration.ofSeconds(1));
            peer.stirs();
        }

        peer.hears();
        assertThat(peer.cutFor()).isEqualTo(DropReason.SLOW_DEVICE);
        assertThat(gateway.drops(DropReason.NO_FIRST_MESSAGE)).isEqualTo(1);
        assertThat(gateway.drops(DropReason.SLOW_DEVICE)).isEqualTo(1);
    }

    @Test
    void watchesNobodyWhoIsGone() {
        Conversation peer = spoken();
        peer.breaksOff();
        long scheduled = gateway.clock.getScheduledTaskCount();
        gateway.pass(Duration.ofHours(1));

        peer.hears();
        assertThat(gateway.allDrops()).isZero();
        assertThat(gateway.clock.getScheduledTaskCount()).isEqualTo(scheduled);
    }

    private Conversation spoken() {
        Conversation peer = gateway.connect();
        peer.says(Signal.PING);
        peer.hears(Reply.PONG);
        return peer;
    }
}
