package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "WebSocket level": the size limits of frames and messages, and binary messages. */
class FrameBoundsIT {

    private static final String PING = "{\"type\":\"ping\"}";
    private static final int MAX_FRAME = 64 * 1024;
    private static final int MAX_MESSAGE = 1024 * 1024;

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @Test
    void takesAFrameOf64KiB() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.text(PING + " ".repeat(MAX_FRAME - PING.length())));
            peer.expectText(Replies.PONG);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.TEXT, RawFrame.BINARY})
    void closesWith1009OnALongerFrame(int opcode) {
        for (int length : new int[] {MAX_FRAME + 1, 2 * MAX_FRAME, 3_000_000}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(opcode, new byte[length]));
                peer.expectCloseAndEnd(1009, "Frame size of " + length + " bytes exceeds maximum accepted frame size");
            }
        }
    }

    @Test
    void doesNotWaitForThePayloadOfALongerFrame() {
        for (long length : new long[] {MAX_FRAME + 1, Integer.MAX_VALUE, 1L << 32, (1L << 32) + 5, Long.MAX_VALUE}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.text("").claiming(length).header());
                peer.expectCloseAndEnd(1009, "Frame size of " + length + " bytes exceeds maximum accepted frame size");
            }
        }
    }

    @Test
    void takesAMessageOf1MiBInFragments() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            sendFragments(peer, MAX_MESSAGE, MAX_FRAME);
            peer.expectText(Replies.PONG);
            sendFragments(peer, MAX_MESSAGE, 10_007);
            peer.expectText(Replies.PONG);
            peer.expectNothingElse();
        }
    }

    @Test
    void closesWith1009OnALongerMessage() {
        for (int size : new int[] {MAX_FRAME, 10_007}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                sendFragments(peer, MAX_MESSAGE + 1, size);
                peer.expectCloseAndEnd(1009, "Maximum message size exceeded.");
            }
        }
    }

    @Test
    void closesWith1009AtTheFragmentThatIsTooMuchAndNotAtTheLast() {
        RawFrame next = RawFrame.of(RawFrame.CONTINUATION, new byte[MAX_FRAME]).unfinished();
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.TEXT, new byte[MAX_FRAME]).unfinished());
            for (int i = 1; i < MAX_MESSAGE / MAX_FRAME; i++) {
                peer.send(next);
            }
            peer.send(RawFrame.ping("full"));
            peer.expectPong((byte) 'f', (byte) 'u', (byte) 'l', (byte) 'l');
            peer.send(RawFrame.of(RawFrame.CONTINUATION, new byte[1]).unfinished());
            peer.expectCloseAndEnd(1009, "Maximum message size exceeded.");
        }
    }

    @Test
    void answersABinaryMessageWith401And1003() {
        for (byte[] payload : new byte[][] {{}, {0}, PING.getBytes(StandardCharsets.US_ASCII), new byte[MAX_FRAME]}) {
            try (RawSocket peer = RawSocket.open(gateway)) {
                peer.send(RawFrame.of(RawFrame.BINARY, payload));
                peer.expectText(Replies.WRONG_FORMAT);
                peer.expectCloseAndEnd(1003, "Unprocessable input");
            }
        }
    }

    @Test
    void answersABinaryMessageInFragmentsAtItsEnd() {
        try (RawSocket peer = RawSocket.open(gateway)) {
            peer.send(RawFrame.of(RawFrame.BINARY, new byte[10]).unfinished(), RawFrame.ping("x"));
            peer.expectPong((byte) 'x');
            peer.send(RawFrame.of(RawFrame.CONTINUATION, new byte[10]));
            peer.expectText(Replies.WRONG_FORMAT);
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    @Test
    void boundsAreSettings() {
        Map<String, String> small = Map.of("GATEWAY_MAX_FRAME_BYTES", "200", "GATEWAY_MAX_MESSAGE_BYTES", "1024");
        try (TestGateway narrow = TestGateway.start(TestDatabase.shared(), small);
                RawSocket frame = RawSocket.open(narrow);
                RawSocket message = RawSocket.open(narrow)) {
            frame.send(RawFrame.text(PING + " ".repeat(200 - PING.length())));
            frame.expectText(Replies.PONG);
            frame.send(RawFrame.text(PING + " ".repeat(201 - PING.length())));
            frame.expectCloseAndEnd(1009, "Frame size of 201 bytes exceeds maximum accepted frame size");
            sendFragments(message, 1024, 200);
            message.expectText(Replies.PONG);
            sendFragments(message, 1025, 200);
            message.expectCloseAndEnd(1009, "Maximum message size exceeded.");
        }
    }

    @Test
    void stopsReadingAPeerThatReadsNothingAndDropsIt() {
        Map<String, String> quick = Map.of("GATEWAY_PING_INTERVAL", "300ms", "GATEWAY_PING_GRACE", "300ms");
        byte[] ping = RawFrame.of(RawFrame.PING, new byte[125]).bytes();
        byte[] many = new byte[1000 * ping.length];
        for (int at = 0; at < many.length; at += ping.length) {
            System.arraycopy(ping, 0, many, at, ping.length);
        }
        try (TestGateway strict = TestGateway.start(TestDatabase.shared(), quick);
                RawSocket peer = RawSocket.open(strict)) {
            long sent = 0;
            // Far more than the buffers of both kernels hold: only a gateway that reads it all would let it all be
            // sent.
            long enough = 512L * 1024 * 1024;
            try {
                while (sent < enough) {
                    peer.trySend(many);
                    sent += many.length;
                }
            } catch (IOException cut) {
                // Expected.
            }
            assertThat(sent).isLessThan(enough);
            await().atMost(Client.TIMEOUT)
                    .until(() -> strict.metric("gateway_drops_total{reason=\"silent_peer\"}") >= 1);
        }
    }

    private static void sendFragments(RawSocket peer, int length, int size) {
        byte[] message = Arrays.copyOf(PING.getBytes(StandardCharsets.US_ASCII), length);
        Arrays.fill(message, PING.length(), length, (byte) ' ');
        for (int at = 0; at < length; at += size) {
            int end = Math.min(at + size, length);
            RawFrame frame =
                    RawFrame.of(at == 0 ? RawFrame.TEXT : RawFrame.CONTINUATION, Arrays.copyOfRange(message, at, end));
            peer.send(end == length ? frame : frame.unfinished());
        }
    }
}
