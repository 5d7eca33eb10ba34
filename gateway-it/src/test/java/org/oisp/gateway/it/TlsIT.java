package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayLog;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** TLS on the device port, from real TLS sockets. */
class TlsIT {

    private static final String FAILED = "gateway_handshakes_total{outcome=\"tls_failed\"}";
    private static final String TIMED_OUT = "gateway_handshakes_total{outcome=\"timed_out\"}";

    private static final TestPki PKI = new TestPki();

    @TempDir
    private Path directory;

    private Map<String, String> settings;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        TestPki.write(directory, PKI.server("gateway"));
        settings = TestPki.settings(directory);
        settings.put("GATEWAY_HANDSHAKE_TIMEOUT", "1s");
        settings.put("GATEWAY_CLOSE_TIMEOUT", "500ms");
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    @AfterEach
    void stop() {
        assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                .isZero();
        gateway.close();
    }

    private void restart(String setting, String value) {
        gateway.close();
        settings.put(setting, value);
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    private RawSocket secured(Consumer<SSLSocket> preparation) throws IOException {
        return RawSocket.connect(gateway).secured(PKI.trust(), preparation);
    }

    private RawSocket open() throws IOException {
        RawSocket peer = secured(socket -> {});
        peer.send(RawRequest.handshake());
        peer.expectUpgrade();
        return peer;
    }

    @Test
    void carriesAnActuationFromASenderToADevice() {
        DeviceIdentity device = TestDatabase.shared().addDevice("device", UUID.randomUUID());
        try (Client client = Client.connect(gateway, PKI.trust());
                Client sender = Client.connect(gateway, PKI.trust())) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            // Several records of TLS, and several frames of WebSocket.
            for (String value : List.of("1", "x".repeat(50_000), "2")) {
                sender.send(Actuations.message(Actuations.body(device, value)));
                client.expectText(Replies.actuation(Actuations.body(device, value)));
            }
            client.expectNothingElse();
            sender.expectNothingElse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,TLS_AES_128_GCM_SHA256",
        "TLSv1.3,TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    })
    void speaks(String version, String cipher) throws IOException {
        SSLSocket[] session = new SSLSocket[1];
        try (RawSocket peer = secured(socket -> {
            socket.setEnabledProtocols(new String[] {version});
            socket.setEnabledCipherSuites(new String[] {cipher});
            session[0] = socket;
        })) {
            assertThat(session[0].getSession().getProtocol()).isEqualTo(version);
            assertThat(session[0].getSession().getCipherSuite()).isEqualTo(cipher);
            peer.send(RawRequest.handshake());
            peer.expectUpgrade();
            peer.expectNothingElse();
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void refusesWhatIsNotStrongEnough(String version, String cipher) {
        assertThatThrownBy(() -> secured(socket -> {
                    socket.setEnabledProtocols(new String[] {version});
                    socket.setEnabledCipherSuites(new String[] {cipher});
                }))
                .isInstanceOf(IOException.class);
        await().atMost(Client.PATIENCE).until(() -> gateway.metric(FAILED) == 1);
    }

    /** A ClientHello of TLS 1.1 (RFC 4346, 7.4.1.2), since Java offers none any more. */
    @Test
    void refusesOlderVersions() {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 1 + 1];
        byte[] start = {22, 3, 1, 0, (byte) (hello.length - 5), 1, 0, 0, (byte) (hello.length - 9), 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        byte[] end = {0, 0, 2, (byte) 0xC0, 0x09, 1, 0};
        System.arraycopy(end, 0, hello, hello.length - end.length, end.length);
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(hello);
            // An alert, and the end.
            assertThat(peer.drain()).startsWith(21, 3);
        }
        await().atMost(Client.PATIENCE).until(() -> gateway.metric(FAILED) == 1);
    }

    @Test
    void closesInOrderBehindTheCloseFrame() throws IOException {
        try (RawSocket peer = open()) {
            peer.sendText("no JSON");
            peer.expectText(Replies.WRONG_FORMAT);
            // Without its close_notify, Java's socket would fail instead of ending.
            peer.expectCloseAndEnd(1003, "Unprocessable input");
        }
    }

    @Test
    void answersAPlainRequestInOrder() throws IOException {
        try (RawSocket peer = secured(socket -> {})) {
            peer.send(RawRequest.plain("GET / HTTP/1.1").adding("Connection: close"));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 404 ");
            peer.expectEnd();
        }
    }

    @Test
    void answers408ToAPeerThatHasASessionAndSaysNoMore() throws IOException {
        try (RawSocket peer = secured(socket -> {})) {
            assertThat(peer.readHead()).startsWith("HTTP/1.1 408 ");
            peer.expectEnd();
        }
        assertThat(gateway.metric(TIMED_OUT)).isEqualTo(1);
    }

    @Test
    void closesAConnectionThatDoesNotSpeakTlsAndLogsNothingOfWhatItSaid() {
        try (GatewayLog log = new GatewayLog();
                RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.handshake().adding("Authorization: hunter2"));
            assertThat(peer.drain()).isEmpty();
            await().atMost(Client.PATIENCE).until(() -> gateway.metric(FAILED) == 1);
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("INFO peer=127.0.0.1:")
                            && line.endsWith(" closed: tls_failed: it does not speak TLS"))
                    .noneMatch(line -> line.contains("hunter2"))
                    .noneMatch(line -> line.contains("474554"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\26", "\26\3\1", "\26\3\1\1\0\1\0\0\374\3\3"})
    void closesASilentConnectionAndHalfAHelloInTime(String bytes) {
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
            peer.drain();
        }
        await().atMost(Client.PATIENCE).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(gateway.metric(TIMED_OUT)).isEqualTo(1);
        assertThat(gateway.metric(FAILED)).isZero();
    }

    @Test
    void aPeerThatLeavesHasFailedOnlyIfItHadBegun() {
        for (int length : new int[] {0, 3, 5, 11}) {
            try (RawSocket peer = RawSocket.connect(gateway)) {
                peer.send(java.util.Arrays.copyOf(new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3}, length));
            }
        }
        await().atMost(Client.PATIENCE).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(gateway.metric(FAILED)).isEqualTo(2);
    }

    @Test
    void aClientThatDoesNotTrustUsIsCountedWithItsReason() {
        try (GatewayLog log = new GatewayLog();
                RawSocket bare = RawSocket.connect(gateway)) {
            assertThatThrownBy(() -> bare.secured(new TestPki().trust(), socket -> {}))
                    .isInstanceOf(IOException.class);
            await().atMost(Client.PATIENCE).until(() -> gateway.metric(FAILED) == 1);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("closed: tls_failed: ") && line.contains("CERTIFICATE_UNKNOWN"));
        }
    }

    /** As Java's HTTP client does it: without an alert, and more than once. */
    @Test
    void aClientThatDoesNotTrustUsAndJustLeavesIsCountedToo() {
        assertThatThrownBy(() -> Client.connect(gateway, new TestPki().trust()))
                .isInstanceOf(CompletionException.class);
        await().atMost(Client.PATIENCE).until(() -> gateway.metric(FAILED) >= 1);
    }

    @Test
    void aRecordThatIsDamagedEndsTheConnectionAndIsNoDefectOfOurs() throws IOException {
        try (RawSocket bare = RawSocket.connect(gateway);
                RawSocket peer = bare.secured(PKI.trust(), socket -> {})) {
            peer.send(RawRequest.handshake());
            peer.expectUpgrade();
            // To the first the library has its alert to say, and then it fails.
            for (int i = 0; i < 2; i++) {
                bare.trySend((byte) 23, (byte) 3, (byte) 3, (byte) 0, (byte) 32);
                bare.trySend(new byte[32]);
            }
            bare.drain();
            await().atMost(Client.PATIENCE).until(() -> gateway.metric("gateway_connections") == 0);
        }
    }

    @Test
    void stopsWith1001() throws IOException {
        try (RawSocket peer = open()) {
            gateway.stop();
            peer.expectCloseAndEnd(1001, "Server is going away");
            gateway = TestGateway.start(TestDatabase.shared(), settings);
        }
    }

    @Test
    void thoseThatAreNamedMaySpeakWithoutTlsAsWell() throws IOException {
        restart("GATEWAY_TLS_PLAIN_PEERS", "10.0.0.0/8, 127.0.0.1");
        try (RawSocket plain = RawSocket.open(gateway);
                RawSocket secured = open()) {
            plain.expectNothingElse();
            secured.expectNothingElse();
        }
        // Fewer bytes than TLS is known by.
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.sendByteByByte(RawRequest.handshake().bytes());
            peer.expectUpgrade();
            peer.expectNothingElse();
        }
    }

    @Test
    void nobodyElseMaySpeakWithoutTls() {
        restart("GATEWAY_TLS_PLAIN_PEERS", "10.0.0.0/8");
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.handshake());
            assertThat(peer.drain()).isEmpty();
        }
        assertThat(gateway.metric(FAILED)).isEqualTo(1);
    }
}
