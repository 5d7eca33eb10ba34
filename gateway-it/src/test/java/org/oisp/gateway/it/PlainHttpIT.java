package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** PROTOCOL.md, "HTTP": any plain request is answered 404 with an empty body. */
class PlainHttpIT {

    private static final String NOT_FOUND =
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n";
    private static final String NOT_FOUND_AND_CLOSED =
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    @AutoClose
    private static final TestGateway gateway = TestGateway.start(TestDatabase.shared());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "GET /index.html?a=b&c=%20 HTTP/1.1",
                "GET /../../etc/passwd HTTP/1.1",
                "GET /metrics HTTP/1.1",
                "GET http://gateway/ HTTP/1.1",
                "HEAD / HTTP/1.1",
                "POST / HTTP/1.1",
                "PUT /a HTTP/1.1",
                "DELETE /a HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "TRACE / HTTP/1.1",
                "BREW /pot HTTP/1.1"
            })
    void answersAnyMethodAndPathWith404(String line) {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain(line));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            // The next answer begins where a body would be.
            peer.send(RawRequest.plain(line).adding("Connection: close"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void takesRequestsWithoutAnyHeader() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(ascii("GET / HTTP/1.1\r\n\r\n"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    void skipsABodyOfKnownLength() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            String body = "GET /this-is-no-request HTTP/1.1\r\n\r\n";
            RawRequest post = RawRequest.plain("POST / HTTP/1.1").adding("Content-Length: " + body.length());
            peer.send(ascii(post + body + RawRequest.plain("GET / HTTP/1.1").adding("Connection: close")));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void skipsABodyInChunks() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            RawRequest post = RawRequest.plain("POST / HTTP/1.1").adding("Transfer-Encoding: chunked");
            peer.send(ascii(post + "5\r\nhello\r\n" + "3\r\nyou\r\n" + "0\r\n\r\n"
                    + RawRequest.plain("GET / HTTP/1.1").adding("Connection: close")));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void skipsABodyLargerThanAnyBound() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            int length = 4 * 1024 * 1024;
            peer.send(RawRequest.plain("POST / HTTP/1.1").adding("Content-Length: " + length));
            peer.send(new byte[length]);
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.send(RawRequest.plain("GET / HTTP/1.1"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            String first = RawRequest.plain("GET /1 HTTP/1.1").toString();
            String last = RawRequest.plain("GET /2 HTTP/1.1")
                    .adding("Connection: close")
                    .toString();
            peer.send(ascii(first.repeat(20) + last));
            for (int i = 0; i < 20; i++) {
                assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            }
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void answersNothingBehindARequestThatCloses() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            RawRequest last = RawRequest.plain("GET / HTTP/1.1").adding("Connection: close");
            peer.send(ascii(last.toString() + RawRequest.handshake() + last));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void closesBehindARequestOfHttp10() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.0"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
            peer.expectEnd();
        }
    }

    @Test
    void keepsAConnectionOfHttp10OpenIfAskedTo() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.0").adding("Connection: keep-alive"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.send(RawRequest.plain("GET / HTTP/1.0"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND_AND_CLOSED);
        }
    }

    @Test
    void answersAPeerThatHasClosedItsSide() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.1"));
            peer.endOutput();
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.expectEnd();
        }
    }

    @Test
    void takesAHandshakeBehindPlainRequestsOnTheSameConnection() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.1"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.send(RawRequest.handshake());
            peer.expectUpgrade();
            peer.expectNothingElse();
        }
    }

    @Test
    void takesAnUpgradeThatConnectionDoesNotNameForPlainHttp() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.handshake().with("Connection: keep-alive"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.send(RawRequest.handshake().without("Connection"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    void takesAnUpgradeToAnotherProtocolForPlainHttp() {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.plain("GET / HTTP/1.1")
                    .adding("Connection: Upgrade, HTTP2-Settings")
                    .adding("Upgrade: h2c")
                    .adding("HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
            peer.send(RawRequest.handshake().without("Upgrade"));
            assertThat(peer.readHead()).isEqualTo(NOT_FOUND);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
