package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawFrame;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "HTTP", and RFC 6455, 4.2: refused handshakes. Each gets one answer, then the connection is closed. */
class HandshakeRefusalIT {

    private static final String FORBIDDEN = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n";
    private static final String NO_KEY = badRequest("Client must provide a value for Sec-WebSocket-Key.");
    private static final String NO_VERSION = badRequest("Client must provide a value for Sec-WebSocket-Version.");
    private static final String NO_HOST = badRequest("Client must provide a Host header.");
    private static final String NO_GET = badRequest("A handshake is a GET request of HTTP/1.1.");
    private static final String BODY = badRequest("A handshake has no body.");
    private static final String UNREADABLE = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @ParameterizedTest
    @ValueSource(
            strings = {"chat", "", "echo", "echo-protocol2", "echo-protocol;q=1", "echo protocol", "\"echo-protocol\""})
    void answers403WithoutTheSubprotocol(String offered) {
        assertRefused(RawRequest.handshake().with("Sec-WebSocket-Protocol: " + offered), FORBIDDEN);
    }

    @Test
    void answers403WhenNoSubprotocolIsOffered() {
        assertRefused(RawRequest.handshake().without("Sec-WebSocket-Protocol"), FORBIDDEN);
    }

    @Test
    void answers403WhenTheExtensionIsCalledAsTheSubprotocol() {
        assertRefused(
                RawRequest.handshake()
                        .without("Sec-WebSocket-Protocol")
                        .adding("Sec-WebSocket-Extensions: echo-protocol"),
                FORBIDDEN);
    }

    static Stream<Arguments> badHandshakes() {
        RawRequest good = RawRequest.handshake();
        String key = "Sec-WebSocket-Key: ";
        return Stream.of(
                Arguments.of("no key", good.without("Sec-WebSocket-Key"), NO_KEY),
                Arguments.of("an empty key", good.with(key), NO_KEY),
                Arguments.of("two keys", good.adding(key + RawRequest.SAMPLE_KEY), NO_KEY),
                Arguments.of("two keys in one line", good.with(key + "dGhlIHNhbXBsZSBu,dGhlIHNhb=="), NO_KEY),
                Arguments.of("a key of 15 bytes", good.with(key + "dGhlIHNhbXBsZSBub25j"), NO_KEY),
                Arguments.of("a key of 17 bytes", good.with(key + "dGhlIHNhbXBsZSBub25jZXo="), NO_KEY),
                Arguments.of("a key without its padding", good.with(key + "dGhlIHNhbXBsZSBub25jZQ"), NO_KEY),
                Arguments.of("a key that is not Base64", good.with(key + "dGhlIHNhbXBsZSBub25jZ!=="), NO_KEY),
                Arguments.of("a key of another Base64", good.with(key + "dGhlIHNhbXBsZSBub2_-Q2=="), NO_KEY),
                Arguments.of("no host", good.without("Host"), NO_HOST),
                Arguments.of("an empty host", good.with("Host:"), NO_HOST),
                Arguments.of("two hosts", good.adding("Host: other"), NO_HOST),
                Arguments.of("no version", good.without("Sec-WebSocket-Version"), NO_VERSION),
                Arguments.of("an empty version", good.with("Sec-WebSocket-Version:"), NO_VERSION),
                Arguments.of("a version that is no number", good.with("Sec-WebSocket-Version: x"), NO_VERSION),
                Arguments.of("two versions", good.adding("Sec-WebSocket-Version: 13"), NO_VERSION),
                Arguments.of("POST", good.withLine("POST / HTTP/1.1"), NO_GET),
                Arguments.of("HEAD", good.withLine("HEAD / HTTP/1.1"), NO_GET),
                Arguments.of("a method in small letters", good.withLine("get / HTTP/1.1"), NO_GET),
                Arguments.of("HTTP/1.0", good.withLine("GET / HTTP/1.0"), NO_GET),
                Arguments.of("HTTP/2.0", good.withLine("GET / HTTP/2.0"), NO_GET),
                Arguments.of("a body", good.adding("Content-Length: 5"), BODY),
                Arguments.of("a body in chunks", good.adding("Transfer-Encoding: chunked"), BODY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badHandshakes")
    void answers400(String what, RawRequest request, String answer) {
        assertRefused(request, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "99", "0", "12", "14", "255", "130"})
    void answers426ToAnotherVersion(String version) {
        assertRefused(
                RawRequest.handshake().with("Sec-WebSocket-Version: " + version),
                "HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n"
                        + "X-WebSocket-Reject-Reason: Unsupported websocket client version: " + version
                        + "Only versions 8 and 13 are supported.\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/x.y\r\n\r\n",
                "GET / FTP/1.1\r\n\r\n",
                "{\"type\":\"ping\"}\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\n\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\n: no name\r\n\r\n",
                "GET / HTTP/1.1\r\nsp ace: x\r\n\r\n",
                "GET / HTTP/1.1\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
            })
    void answers400ToGarbage(String garbage) {
        assertRefused(garbage.getBytes(StandardCharsets.ISO_8859_1), UNREADABLE);
    }

    @Test
    void answersRandomLinesWith400() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] line = new byte[3 + random.nextInt(300)];
            random.nextBytes(line);
            // The decoder skips white space before the method, and a line feed would end the line.
            line[0] = '?';
            for (int at = 0; at < line.length; at++) {
                line[at] = line[at] <= ' ' && line[at] >= 0 ? (byte) '!' : line[at];
            }
            line[line.length - 1] = '\n';
            try (RawSocket peer = RawSocket.connect(gateway)) {
                peer.send(line);
                assertThat(peer.readHead()).as("seed " + seed).isEqualTo(UNREADABLE);
                peer.expectEnd();
            }
        }
    }

    @Test
    void answers414ToALongRequestLine() {
        String start = "GET /" + "a".repeat(5000);
        assertRefused(ascii(start), "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\n\r\n");
        assertRefused(ascii(start + " HTTP/1.1\r\n\r\n"), "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\n\r\n");
    }

    @Test
    void answers431ToLargeHeaders() {
        String tooLarge = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n";
        assertRefused(RawRequest.handshake().adding("X: " + "a".repeat(17_000)), tooLarge);
        assertRefused(ascii("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(5_000)), tooLarge);
        assertRefused(ascii("GET / HTTP/1.1\r\nX:" + "a".repeat(17_000)), tooLarge);
    }

    @Test
    void servesNoFrameBehindARefusedHandshake() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(ascii(RawRequest.handshake().without("Sec-WebSocket-Protocol")
                    + ascii8(RawFrame.join(RawFrame.text("{\"type\":\"ping\"}"), RawFrame.ping("x")))
                    + RawRequest.handshake()));
            assertThat(peer.readHead()).isEqualTo(FORBIDDEN);
            peer.expectEnd();
        }
    }

    private static void assertRefused(RawRequest request, String answer) {
        assertRefused(request.bytes(), answer);
    }

    private static void assertRefused(byte[] bytes, String answer) {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(bytes);
            assertThat(peer.readHead()).isEqualTo(answer);
            peer.expectEnd();
        }
    }

    private static String badRequest(String reason) {
        return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nX-WebSocket-Reject-Reason: " + reason + "\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String ascii8(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
