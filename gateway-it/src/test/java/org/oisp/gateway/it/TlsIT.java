package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Receipts;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;

/** TLS on the device port, from real TLS sockets. */
class TlsIT extends TlsConversation {

    @Test
    void carriesAnActuationFromASenderToADevice() {
        DeviceIdentity device = TestDatabase.shared().addDevice("device", UUID.randomUUID());
        try (Client client = Client.connect(gateway, PKI.trust());
                Client sender = Client.connect(gateway, PKI.trust())) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            // Several TLS records, and several WebSocket frames.
            for (String value : List.of("1", "x".repeat(50_000), "2")) {
                sender.send(Actuations.message(Actuations.body(device, value)));
                client.expectText(Replies.actuation(Actuations.body(device, value)));
            }
            client.expectNothingElse();
            sender.expectNothingElse();
        }
    }

    @Test
    void confirmsADelivery() {
        DeviceIdentity device = TestDatabase.shared().addDevice("device", UUID.randomUUID());
        try (Client client = Client.connect(gateway, PKI.trust());
                Client sender = Client.connect(gateway, PKI.trust())) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
            for (int i = 0; i < 3; i++) {
                sender.send(Receipts.asking("a" + i, device, i));
                client.expectText(Replies.actuation(Actuations.body(device, i)));
                Receipts.expect(sender, "a" + i, "delivered", "confirmed");
            }
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

    @Test
    void closesInOrderBehindTheCloseFrame() throws IOException {
        try (RawSocket peer = open()) {
            peer.sendText("no JSON");
            peer.expectText(Replies.WRONG_FORMAT);
            // Without the gateway's close_notify, Java's socket would fail instead of ending.
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

    /** The client sends everything before it reads; a reset in between would fail the test. */
    @Test
    void whoeverIsStillSendingReadsTheAnswer() throws IOException {
        settings.put("GATEWAY_HANDSHAKE_TIMEOUT", "30s");
        restart("GATEWAY_CLOSE_TIMEOUT", "30s");
        byte[] body = new byte[3 * 1024 * 1024];
        for (RawRequest refused : List.of(
                RawRequest.handshake().without("Sec-WebSocket-Protocol"),
                RawRequest.plain("POST / HTTP/1.1")
                        .adding("Connection: close")
                        .adding("Content-Length: " + body.length))) {
            try (RawSocket peer = secured(socket -> {})) {
                // In one write, so that TLS records are still in flight when the answer is sent.
                peer.send(Arrays.copyOf(refused.bytes(), refused.bytes().length + body.length));
                assertThat(peer.readHead()).matches("(?s)HTTP/1.1 40[34] .*");
                peer.expectEnd();
            }
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
        // Fewer bytes than TLS detection needs.
        try (RawSocket peer = RawSocket.connect(gateway)) {
            peer.sendByteByByte(RawRequest.handshake().bytes());
            peer.expectUpgrade();
            peer.expectNothingElse();
        }
    }
}
