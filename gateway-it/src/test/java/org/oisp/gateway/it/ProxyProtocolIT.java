package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** A proxy in front that names its client in a PROXY header (HAProxy's proxy-protocol.txt). */
class ProxyProtocolIT {

    private static final String REFUSED = "gateway_handshakes_total{outcome=\"bad_proxy_header\"}";
    private static final String ACCEPTED = "gateway_handshakes_total{outcome=\"accepted\"}";
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "GATEWAY_PROXY_PROTOCOL",
            "on",
            "GATEWAY_TRUSTED_PROXIES",
            "127.0.0.0/8",
            "GATEWAY_HANDSHAKE_TIMEOUT",
            "1s"));
    private TestGateway gateway;

    private void start() {
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    @AfterEach
    void stop() {
        assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                .isZero();
        gateway.close();
    }

    private static byte[] text(String header) {
        return header.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(int command, int family, byte[] content) {
        return ByteBuffer.allocate(16 + content.length)
                .put(SIGNATURE)
                .put((byte) command)
                .put((byte) family)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Returns the addresses 203.0.113.7:5555 to 192.0.2.1:5000, followed by so many zero bytes. */
    private static byte[] addresses4(int more) {
        byte[] known = {(byte) 203, 0, 113, 7, (byte) 192, 0, 2, 1, 0x15, (byte) 0xB3, 0x13, (byte) 0x88};
        return Arrays.copyOf(known, known.length + more);
    }

    private static byte[] addresses6() {
        byte[] known = new byte[36];
        known[0] = 0x20;
        known[1] = 0x01;
        known[15] = 7;
        known[32] = 0x15;
        known[33] = (byte) 0xB3;
        return known;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Returns addresses followed by padding (PP2_TYPE_NOOP) of this length. */
    private static byte[] withPadding(int length) {
        byte[] content = addresses4(3 + length);
        content[12] = 0x04;
        content[13] = (byte) (length >> 8);
        content[14] = (byte) length;
        return content;
    }

    static Stream<Arguments> goodHeaders() {
        return Stream.of(
                Arguments.of(
                        "v1",
                        text("PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000\r\n"),
                        "203.0.113.7:5555 via=127.0.0.1:"),
                Arguments.of(
                        "v1, IPv6", text("PROXY TCP6 2001::7 2001::8 5555 5000\r\n"), "2001:0:0:0:0:0:0:7:5555 via="),
                Arguments.of("v1, unknown", text("PROXY UNKNOWN\r\n"), "127.0.0.1:"),
                Arguments.of("v1, unknown at length", text("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), "127.0.0.1:"),
                Arguments.of("v2", binary(PROXY, TCP4, addresses4(0)), "203.0.113.7:5555 via=127.0.0.1:"),
                Arguments.of("v2, more behind", binary(PROXY, TCP4, withPadding(1000)), "203.0.113.7:5555 via="),
                Arguments.of("v2, IPv6", binary(PROXY, TCP6, addresses6()), "2001:0:0:0:0:0:0:7:5555 via="),
                Arguments.of("v2, local", binary(LOCAL, 0, new byte[0]), "127.0.0.1:"),
                Arguments.of("v2, unspecified", binary(PROXY, 0, new byte[0]), "127.0.0.1:"),
                Arguments.of("v2, Unix", binary(PROXY, 0x31, new byte[216]), "127.0.0.1:"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodHeaders")
    void theLogKnowsThePeerByItsOwnAddress(String what, byte[] header, String peer) {
        start();
        try (LogWatch log = new LogWatch();
                RawSocket whole = RawSocket.connect(gateway);
                RawSocket slow = RawSocket.connect(gateway)) {
            whole.send(join(header, RawRequest.handshake().bytes()));
            whole.expectUpgrade();
            whole.expectNothingElse();
            slow.sendByteByByte(header);
            slow.send(RawRequest.handshake());
            slow.expectUpgrade();
            slow.expectNothingElse();
            assertThat(log.lines().stream().filter(line -> line.startsWith("DEBUG peer=" + peer)))
                    .hasSize(2);
        }
        assertThat(gateway.metric(REFUSED)).isZero();
    }

    static Stream<Arguments> badHeaders() {
        return Stream.of(
                Arguments.of("none", RawRequest.handshake().bytes()),
                Arguments.of("TLS", new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3, 0, 0, 0, 13, 10}),
                Arguments.of("no address", text("PROXY TCP4 example.com 192.0.2.1 5555 5000\r\n")),
                Arguments.of("bad address", text("PROXY TCP4 203.0.113.777 192.0.2.1 5555 5000\r\n")),
                Arguments.of("bad port", text("PROXY TCP4 203.0.113.7 192.0.2.1 70000 5000\r\n")),
                Arguments.of("too few", text("PROXY TCP4 203.0.113.7 192.0.2.1\r\n")),
                Arguments.of("another family", text("PROXY TCP4 2001::7 2001::8 5555 5000\r\n")),
                Arguments.of("too long", text("PROXY UNKNOWN " + "x".repeat(200))),
                Arguments.of("without an end", text("PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000" + "\n".repeat(120))),
                Arguments.of("v3", binary(0x31, TCP4, addresses4(0))),
                Arguments.of("unknown command", binary(0x22, TCP4, addresses4(0))),
                Arguments.of("unknown family", binary(PROXY, 0x71, addresses4(0))),
                Arguments.of("addresses cut off", binary(PROXY, TCP4, new byte[8])),
                Arguments.of("too much behind", binary(PROXY, TCP4, withPadding(20_000))),
                Arguments.of("damaged behind", binary(PROXY, TCP4, damaged())));
    }

    /** Returns addresses followed by an element whose stated length is too long. */
    private static byte[] damaged() {
        byte[] content = addresses4(8);
        content[12] = 0x20;
        content[13] = 0x70;
        return content;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badHeaders")
    void aProxyThatSendsNoGoodHeaderIsClosedWithoutAnAnswer(String what, byte[] header) throws IOException {
        start();
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.trySend(header);
            assertThat(peer.drain()).isEmpty();
        }
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(gateway.metric(REFUSED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "PROXY", "PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000\r", "\r\n\r\n\0\r\nQUIT\n\41\21\0\14"})
    void aHeaderThatDoesNotComeWholeInTimeIsClosedWithoutAnAnswer(String start) {
        start();
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(text(start));
            assertThat(peer.drain()).isEmpty();
        }
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(gateway.metric("gateway_handshakes_total{outcome=\"timed_out\"}"))
                .isEqualTo(1);
    }

    @Test
    void aPeerThatIsNoNamedProxyNeedsNoHeaderAndMayNotSendOne() {
        settings.put("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8");
        start();
        try (RawSocket direct = RawSocket.open(gateway);
                RawSocket forger = RawSocket.connect(gateway)) {
            direct.expectNothingElse();
            forger.send(join(
                    text("PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000\r\n"),
                    RawRequest.handshake().bytes()));
            assertThat(forger.readHead()).startsWith("HTTP/1.1 400 ");
            forger.expectEnd();
        }
        assertThat(gateway.metric(ACCEPTED)).isEqualTo(1);
    }

    @Test
    void tlsComesBehindTheHeader(@TempDir Path directory) throws IOException {
        TestPki pki = new TestPki();
        TestPki.write(directory, pki.server("gateway"));
        settings.putAll(TestPki.settings(directory));
        // The proxy may connect without TLS; the peers behind it may not.
        settings.put("GATEWAY_TLS_PLAIN_PEERS", "127.0.0.1");
        start();
        byte[] header = text("PROXY TCP4 203.0.113.7 192.0.2.1 5555 5000\r\n");
        try (LogWatch log = new LogWatch();
                RawSocket bare = RawSocket.connect(gateway)) {
            bare.send(header);
            try (RawSocket peer = bare.secured(pki.trust(), socket -> {})) {
                peer.send(RawRequest.handshake());
                peer.expectUpgrade();
                peer.expectNothingElse();
            }
            assertThat(log.lines()).anyMatch(line -> line.startsWith("DEBUG peer=203.0.113.7:5555 via="));
        }
        try (RawSocket plain = RawSocket.connect(gateway)) {
            plain.send(join(header, RawRequest.handshake().bytes()));
            assertThat(plain.drain()).isEmpty();
        }
        assertThat(gateway.metric("gateway_handshakes_total{outcome=\"tls_failed\"}"))
                .isEqualTo(1);
    }
}
