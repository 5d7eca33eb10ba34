package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestPki;

/** Peers that fail TLS on the device port, and what is logged and counted. */
class TlsRefusalIT extends TlsConversation {

    @ParameterizedTest
    @CsvSource({"TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void refusesWhatIsNotStrongEnough(String version, String cipher) {
        assertThatThrownBy(() -> secured(socket -> {
                    socket.setEnabledProtocols(new String[] {version});
                    socket.setEnabledCipherSuites(new String[] {cipher});
                }))
                .isInstanceOf(IOException.class);
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 1);
    }

    /** Sends a ClientHello of TLS 1.1 (RFC 4346, 7.4.1.2), since Java no longer offers that version. */
    @Test
    void refusesOlderVersions() {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 1 + 1];
        byte[] start = {22, 3, 1, 0, (byte) (hello.length - 5), 1, 0, 0, (byte) (hello.length - 9), 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        byte[] end = {0, 0, 2, (byte) 0xC0, 0x09, 1, 0};
        System.arraycopy(end, 0, hello, hello.length - end.length, end.length);
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(hello);
            // An alert, and then the end.
            assertThat(peer.drain()).startsWith(21, 3);
        }
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 1);
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
        try (LogWatch log = new LogWatch();
                RawSocket peer = RawSocket.connect(gateway)) {
            peer.send(RawRequest.handshake().adding("Authorization: hunter2"));
            assertThat(peer.drain()).isEmpty();
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 1);
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
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
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
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
        assertThat(gateway.metric(FAILED)).isEqualTo(2);
    }

    @Test
    void aClientThatDoesNotTrustUsIsCountedWithItsReason() {
        try (LogWatch log = new LogWatch();
                RawSocket bare = RawSocket.connect(gateway)) {
            assertThatThrownBy(() -> bare.secured(new TestPki().trust(), socket -> {}))
                    .isInstanceOf(IOException.class);
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 1);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("closed: tls_failed: ") && line.contains("CERTIFICATE_UNKNOWN"));
        }
    }

    /** Java's HTTP client leaves without an alert, and tries more than once. */
    @Test
    void aClientThatDoesNotTrustUsAndJustLeavesIsCountedToo() {
        assertThatThrownBy(() -> Client.connect(gateway, new TestPki().trust()))
                .isInstanceOf(CompletionException.class);
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) >= 1);
    }

    @Test
    void aRecordThatIsDamagedEndsTheConnectionAndIsNoDefectOfOurs() throws IOException {
        try (RawSocket bare = RawSocket.connect(gateway);
                RawSocket peer = bare.secured(PKI.trust(), socket -> {})) {
            peer.send(RawRequest.handshake());
            peer.expectUpgrade();
            // The TLS library answers the first record with an alert, and fails on the second.
            for (int i = 0; i < 2; i++) {
                bare.trySend((byte) 23, (byte) 3, (byte) 3, (byte) 0, (byte) 32);
                bare.trySend(new byte[32]);
            }
            bare.drain();
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric("gateway_connections") == 0);
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
