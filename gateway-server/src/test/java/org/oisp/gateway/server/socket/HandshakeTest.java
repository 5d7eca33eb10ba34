package org.oisp.gateway.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the answers to requests (PROTOCOL.md, "HTTP"; RFC 6455, 4.2): 101, or the refusal that fits the request. */
class HandshakeTest {

    @Test
    void acceptsTheExampleOfTheStandard() {
        Handshake handshake = Handshake.of(upgrade());

        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.ACCEPTED);
        assertThat(handshake.keepAlive()).isTrue();
        assertThat(handshake.answer())
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                        + "Sec-WebSocket-Protocol: echo-protocol\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b?c=d", "*", "http://host/x", "/%00"})
    void acceptsWhateverThePath(String path) {
        assertAccepted(new Request(path).request);
    }

    static Stream<Arguments> alsoAccepted() {
        return Stream.of(
                Arguments.of("Connection", List.of("keep-alive, Upgrade")),
                Arguments.of("Connection", List.of("keep-alive", "upgrade")),
                Arguments.of("Connection", List.of("UPGRADE")),
                Arguments.of("Upgrade", List.of("WebSocket")),
                Arguments.of("Sec-WebSocket-Version", List.of("8")),
                Arguments.of("Content-Length", List.of("0")),
                Arguments.of("Origin", List.of("https://elsewhere.example")),
                Arguments.of("Sec-WebSocket-Extensions", List.of("permessage-deflate; client_max_window_bits")),
                Arguments.of("Sec-WebSocket-Protocol", List.of("mqtt, echo-protocol")),
                Arguments.of("Sec-WebSocket-Protocol", List.of("echo-protocol,mqtt")),
                Arguments.of("Sec-WebSocket-Protocol", List.of("a ,\techo-protocol , b")),
                Arguments.of("Sec-WebSocket-Protocol", List.of("mqtt", "echo-protocol")),
                Arguments.of("Sec-WebSocket-Protocol", List.of("", "echo-protocol, echo-protocol")));
    }

    @ParameterizedTest
    @MethodSource("alsoAccepted")
    void acceptsEachSpellingOfAGoodHandshake(String header, List<String> values) {
        assertAccepted(new Request("/").with(header, values).request);
    }

    @Test
    void selectsTheSubprotocolInThePeersSpelling() {
        HttpRequest request = new Request("/").with("Sec-WebSocket-Protocol", List.of("mqtt, Echo-Protocol")).request;

        assertThat(Handshake.of(request).answer()).contains("\r\nSec-WebSocket-Protocol: Echo-Protocol\r\n");
    }

    static Stream<List<String>> otherSubprotocols() {
        return Stream.of(
                List.of(),
                List.of(""),
                List.of("mqtt"),
                List.of("echo-protocol2"),
                List.of("echo"),
                List.of("echo-protocol mqtt"),
                List.of("echo-protocol;q=1"),
                List.of("\"echo-protocol\""));
    }

    @ParameterizedTest
    @MethodSource("otherSubprotocols")
    void forbidsAHandshakeThatDoesNotOfferTheSubprotocol(List<String> offered) {
        Handshake handshake = Handshake.of(new Request("/").with("Sec-WebSocket-Protocol", offered).request);

        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.FORBIDDEN);
        assertThat(handshake.answer()).isEqualTo("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
        assertThat(handshake.keepAlive()).isFalse();
    }

    static Stream<Arguments> plain() {
        return Stream.of(
                Arguments.of("Upgrade", List.of()),
                Arguments.of("Upgrade", List.of("h2c")),
                Arguments.of("Connection", List.of()),
                Arguments.of("Connection", List.of("keep-alive")));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void findsNothingForAPlainRequest(String header, List<String> values) {
        Handshake handshake = Handshake.of(new Request("/").with(header, values).request);

        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.NOT_FOUND);
        assertThat(handshake.answer())
                .isEqualTo("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(handshake.keepAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"})
    void findsNothingWhateverTheMethodOfAPlainRequest(String method) {
        assertThat(Handshake.of(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"))
                        .outcome())
                .isEqualTo(HandshakeOutcome.NOT_FOUND);
    }

    @Test
    void closesBehindAPlainRequestThatAsksForIt() {
        HttpRequest request =
                new Request("/").with("Connection", List.of("close")).with("Upgrade", List.of()).request;

        assertThat(Handshake.of(request).answer())
                .isEqualTo("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(Handshake.of(request).keepAlive()).isFalse();
        assertThat(Handshake.of(new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/"))
                        .keepAlive())
                .isFalse();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("Host", List.of()),
                Arguments.of("Host", List.of("")),
                Arguments.of("Host", List.of("a", "b")),
                Arguments.of("Sec-WebSocket-Key", List.of()),
                Arguments.of("Sec-WebSocket-Key", List.of("")),
                Arguments.of("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=")),
                Arguments.of("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ")),
                Arguments.of("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZSEh")),
                Arguments.of("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25j*Q==")),
                Arguments.of("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==")),
                Arguments.of("Sec-WebSocket-Version", List.of()),
                Arguments.of("Sec-WebSocket-Version", List.of("")),
                Arguments.of("Sec-WebSocket-Version", List.of("x")),
                Arguments.of("Sec-WebSocket-Version", List.of("13", "13")),
                Arguments.of("Content-Length", List.of("5")),
                Arguments.of("Transfer-Encoding", List.of("chunked")));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesABadHandshake(String header, List<String> values) {
        assertBad(Handshake.of(new Request("/").with(header, values).request));
    }

    @Test
    void refusesAHandshakeByAnotherMethodOrVersionOfHttp() {
        assertBad(Handshake.of(upgrade().setMethod(HttpMethod.POST)));
        assertBad(Handshake.of(upgrade().setProtocolVersion(HttpVersion.HTTP_1_0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "12", "14", "99999999999999999999"})
    void saysWhichVersionItSpeaks(String version) {
        Handshake handshake = Handshake.of(new Request("/").with("Sec-WebSocket-Version", List.of(version)).request);

        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.UPGRADE_REQUIRED);
        assertThat(handshake.answer())
                .isEqualTo(
                        "HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nX-WebSocket-Reject-Reason: Unsupported"
                                + " websocket client version: " + version
                                + "Only versions 8 and 13 are supported.\r\nSec-WebSocket-Version: 13\r\n\r\n");
        assertThat(handshake.keepAlive()).isFalse();
    }

    @Test
    void hasAnAnswerForWhatIsNoRequest() {
        assertThat(Handshake.unavailable().answer())
                .isEqualTo("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n\r\n");
        assertThat(Handshake.unavailable().outcome()).isEqualTo(HandshakeOutcome.TOO_MANY_CONNECTIONS);
        assertThat(Handshake.timeout().answer()).isEqualTo("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
        assertThat(Handshake.timeout().outcome()).isEqualTo(HandshakeOutcome.TIMED_OUT);
        assertThat(Handshake.unreadable("414 URI Too Long").answer())
                .isEqualTo("HTTP/1.1 414 URI Too Long\r\nConnection: close\r\n\r\n");
        assertThat(Handshake.unreadable("414 URI Too Long").outcome()).isEqualTo(HandshakeOutcome.BAD_REQUEST);
    }

    private static void assertAccepted(HttpRequest request) {
        Handshake handshake = Handshake.of(request);
        assertThat(handshake.answer()).startsWith("HTTP/1.1 101 ").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.ACCEPTED);
    }

    private static void assertBad(Handshake handshake) {
        assertThat(handshake.outcome()).isEqualTo(HandshakeOutcome.BAD_REQUEST);
        assertThat(handshake.answer())
                .startsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nX-WebSocket-Reject-Reason: ")
                .endsWith(".\r\n\r\n");
        assertThat(handshake.keepAlive()).isFalse();
    }

    private static HttpRequest upgrade() {
        return new Request("/chat").request;
    }

    /** The handshake of RFC 6455, 1.2, with our subprotocol, or with other values of its headers. */
    private static final class Request {
        private final HttpRequest request;

        Request(String path) {
            request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
            with("Host", List.of("server.example.com"));
            with("Upgrade", List.of("websocket"));
            with("Connection", List.of("Upgrade"));
            with("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=="));
            with("Sec-WebSocket-Version", List.of("13"));
            with("Sec-WebSocket-Protocol", List.of(Handshake.SUBPROTOCOL));
        }

        Request with(String header, List<String> values) {
            request.headers().set(header, values);
            return this;
        }
    }
}
