package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.ReceivedFrame;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** RFC 6455, 5.5, except close frames: pings and pongs, and illegal control frames. */
class ControlFramesIT {

    private static final String TOO_LONG = "Illegal control frame longer than 125 bytes.";
    private static final String FRAGMENTED = "Control frames must not be fragmented.";

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @Test
    void answersAPingOfAnyLengthWithItsPayload() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            for (int length = 0; length <= 125; length++) {
                byte[] payload = payload(length);
                peer.send(RawFrame.of(RawFrame.PING, payload));
                peer.expectPong(payload);
            }
            peer.expectNothingElse();
        }
    }

    @Test
    void answersPingsInTheirOrder() {
        RawFrame[] pings = IntStream.range(0, 500)
                .mapToObj(i -> RawFrame.ping("ping " + i))
                .toArray(RawFrame[]::new);
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(pings);
            for (int i = 0; i < pings.length; i++) {
                peer.expectPong(("ping " + i).getBytes(StandardCharsets.UTF_8));
            }
            peer.expectNothingElse();
        }
    }

    @Test
    void keepsPingsAndMessagesInTheirOrder() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(
                    RawFrame.ping("1"),
                    RawFrame.text("{\"type\":\"ping\"}"),
                    RawFrame.ping("2"),
                    RawFrame.text("{\"type\":\"ping\"}"));
            peer.expectPong((byte) '1');
            peer.expectText(Replies.PONG);
            peer.expectPong((byte) '2');
            peer.expectText(Replies.PONG);
        }
    }

    @Test
    void answersPayloadsThatAreNoText() {
        byte[] payload = {(byte) 0xFF, (byte) 0xFE, 0, (byte) 0xC0, (byte) 0x80};
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.PING, payload));
            peer.expectPong(payload);
        }
    }

    @Test
    void ignoresUnsolicitedPongs() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            for (int length = 0; length <= 125; length += 5) {
                peer.send(RawFrame.of(RawFrame.PONG, payload(length)));
            }
            peer.expectNothingElse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.PING, RawFrame.PONG, RawFrame.CLOSE})
    void refusesAFragmentedControlFrame(int opcode) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(opcode, new byte[] {3, (byte) 0xE8}).unfinished());
            peer.expectCloseAndEnd(1002, FRAGMENTED);
        }
    }

    @Test
    void refusesAFragmentedControlFrameInsideAMessage() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text("{").unfinished(), RawFrame.ping("x").unfinished());
            peer.expectCloseAndEnd(1002, FRAGMENTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.PING, RawFrame.PONG, RawFrame.CLOSE})
    void refusesAControlFrameOver125Bytes(int opcode) {
        for (int length : new int[] {126, 127, 1000, 65535, 65536}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(opcode, new byte[length]));
                peer.expectCloseAndEnd(1002, TOO_LONG);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void refusesAControlFrameWithALongLengthField(int bytes) {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.ping("short").withLengthIn(bytes));
            peer.expectCloseAndEnd(1002, TOO_LONG);
        }
    }

    @Test
    void aPingFrameIsNoFirstMessage() {
        try (TestGateway strict =
                        TestGateway.start(TestDatabase.shared(), Map.of("GATEWAY_FIRST_MESSAGE_TIMEOUT", "300ms"));
                RawSocket peer = RawSocket.open(strict)) {
            peer.send(RawFrame.ping("alive"));
            peer.expectPong("alive".getBytes(StandardCharsets.UTF_8));
            peer.expectCloseAndEnd(1008, "Policy violation");
        }
    }

    @Test
    void pingsASilentPeerWithAnEmptyFrameAsLongAsItAnswers() {
        Map<String, String> pinging = Map.of("GATEWAY_PING_INTERVAL", "200ms", "GATEWAY_PING_GRACE", "20s");
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared(), pinging);
                RawSocket peer = RawSocket.open(gateway)) {
            for (int i = 0; i < 3; i++) {
                ReceivedFrame ping = peer.readFrame();
                assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
                assertThat(ping.payload()).isEmpty();
                peer.send(RawFrame.of(RawFrame.PONG, ""));
            }
        }
    }

    @Test
    void cutsAPeerThatDoesNotAnswerAPingWithoutACloseFrame() {
        Map<String, String> pinging = Map.of("GATEWAY_PING_INTERVAL", "200ms", "GATEWAY_PING_GRACE", "200ms");
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared(), pinging);
                RawSocket peer = RawSocket.open(gateway)) {
            assertThat(peer.readFrame().opcode()).isEqualTo(RawFrame.PING);
            peer.expectCut();
        }
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 7 + length);
        }
        return payload;
    }
}
