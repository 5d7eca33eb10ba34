package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "HTTP", and RFC 6455, 4.2: accepted handshakes and their answers. */
class HandshakeIT {

    private static final String ACCEPTED = accepted("echo-protocol");

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @Test
    void answersTheSampleKeyOfTheRfcAsTheOriginalDoes() {
        assertAccepted(RawRequest.handshake(), ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b/c", "/socket?x=y&z", "/%F0%9F%92%A1", "//", "*", "ws://gateway:5000/a"})
    void acceptsAnyPath(String path) {
        assertAccepted(RawRequest.handshake().withLine("GET " + path + " HTTP/1.1"), ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo-protocol",
                "chat, echo-protocol",
                "chat,echo-protocol",
                "echo-protocol, chat",
                "chat, echo-protocol, superchat",
                "chat ,\techo-protocol\t, superchat",
                ",,echo-protocol,,",
                "echo-protocol, echo-protocol"
            })
    void findsTheSubprotocolInAList(String offered) {
        assertAccepted(RawRequest.handshake().with("Sec-WebSocket-Protocol: " + offered), ACCEPTED);
    }

    @Test
    void findsTheSubprotocolOnAnotherLine() {
        assertAccepted(
                RawRequest.handshake()
                        .with("Sec-WebSocket-Protocol: chat")
                        .adding("X-Between: 1")
                        .adding("Sec-WebSocket-Protocol: superchat, echo-protocol"),
                ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Echo-Protocol", "ECHO-PROTOCOL", "echo-PROTOCOL"})
    void answersTheSubprotocolInThePeersSpelling(String offered) {
        assertAccepted(RawRequest.handshake().with("Sec-WebSocket-Protocol: chat, " + offered), accepted(offered));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive, Upgrade",
                "Connection: UPGRADE",
                "Connection: upgrade,keep-alive",
                "connection: Upgrade",
                "CONNECTION:Upgrade",
                "Upgrade: WebSocket",
                "upgrade: WEBSOCKET",
                "Upgrade: h2c, websocket",
                "sec-websocket-key: " + RawRequest.SAMPLE_KEY,
                "SEC-WEBSOCKET-VERSION: 13",
                "Sec-WebSocket-Version:    13   ",
                "sec-websocket-protocol: echo-protocol",
                "HOST: gateway:5000"
            })
    void doesNotMindLetterCaseAndListsOf(String header) {
        assertAccepted(RawRequest.handshake().with(header), ACCEPTED);
    }

    @Test
    void takesConnectionOnTwoLines() {
        assertAccepted(RawRequest.handshake().with("Connection: keep-alive").adding("Connection: Upgrade"), ACCEPTED);
    }

    @Test
    void takesTheDraftThatTheOriginalTakes() {
        assertAccepted(RawRequest.handshake().with("Sec-WebSocket-Version: 8"), ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits; server_no_context_takeover",
                "x-webkit-deflate-frame",
                "permessage-deflate; client_max_window_bits=99, foo"
            })
    void acceptsWithoutTheExtensionsThatAreOffered(String extensions) {
        assertAccepted(RawRequest.handshake().adding("Sec-WebSocket-Extensions: " + extensions), ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Cookie: a=b; c=%zz",
                "Authorization: Basic Zm9vOmJhcg==",
                "X-Forwarded-For: 10.1.2.3",
                "User-Agent: \u00e9\u00e8",
                "X-Empty:",
                "Content-Length: 0"
            })
    void doesNotMind(String header) {
        assertAccepted(RawRequest.handshake().adding(header), ACCEPTED);
    }

    @Test
    void takesManyHeadersUpToTheBound() {
        RawRequest request = RawRequest.handshake();
        for (int i = 0; i < 100; i++) {
            request = request.adding("X-Header-%d: %s".formatted(i, "v".repeat(100)));
        }
        assertAccepted(request, ACCEPTED);
    }

    @Test
    void answersAnotherKeyWithItsOwnDigest() {
        // Computed by another program: SHA-1 of the key and the RFC's suffix.
        assertAccepted(
                RawRequest.handshake().with("Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw=="),
                ACCEPTED.replace(RawRequest.SAMPLE_ACCEPT, "HSmrc0sMlYUkAGmm5OPpG2HaGWk="));
    }

    @Test
    void takesAHandshakeByteByByte() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.sendByteByByte(RawRequest.handshake().bytes());
            assertThat(peer.readHead()).isEqualTo(ACCEPTED);
            peer.expectNothingElse();
        }
    }

    @Test
    void servesTheFramesThatComeInTheSegmentOfTheHandshake() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            byte[] frames = RawFrame.join(
                    RawFrame.text("{\"type\":\"ping\"}"),
                    RawFrame.ping("early"),
                    RawFrame.text("{\"type\":").unfinished(),
                    RawFrame.of(RawFrame.CONTINUATION, "\"ping\"}"));
            peer.send(concat(RawRequest.handshake().bytes(), frames));
            assertThat(peer.readHead()).isEqualTo(ACCEPTED);
            peer.expectText(Replies.PONG);
            peer.expectPong("early".getBytes(StandardCharsets.UTF_8));
            peer.expectText(Replies.PONG);
            peer.expectNothingElse();
        }
    }

    @Test
    void servesAFrameOfWhichAPartCameWithTheHandshake() {
        byte[] frame = RawFrame.text("{\"type\":\"ping\"}").bytes();
        for (int cut = 1; cut < frame.length; cut++) {
            try (RawSocket peer = RawSocket.connect(gateway)) {
                byte[] all = concat(RawRequest.handshake().bytes(), frame);
                int first = all.length - cut;
                peer.send(Arrays.copyOf(all, first));
                assertThat(peer.readHead()).isEqualTo(ACCEPTED);
                peer.send(Arrays.copyOfRange(all, first, all.length));
                peer.expectText(Replies.PONG);
            }
        }
    }

    private static void assertAccepted(RawRequest request, String answer) {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(request);
            assertThat(peer.readHead()).isEqualTo(answer);
            peer.expectNothingElse();
        }
    }

    /** Returns the original's answer, to the last byte. */
    private static String accepted(String subprotocol) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + RawRequest.SAMPLE_ACCEPT + "\r\nSec-WebSocket-Protocol: " + subprotocol
                + "\r\n\r\n";
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
