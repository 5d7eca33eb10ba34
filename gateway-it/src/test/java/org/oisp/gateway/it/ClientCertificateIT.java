package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** A connection with a client certificate can register only the device that the certificate names. */
class ClientCertificateIT {

    private static final String FOREIGN = "gateway_registrations_total{outcome=\"foreign_certificate\"}";
    private static final TestPki PKI = new TestPki();

    @TempDir
    private Path directory;

    private final DeviceIdentity device = TestDatabase.shared().addDevice("device-1", UUID.randomUUID());
    private TestGateway gateway;

    private void start(String clientCertificate, String clientName) {
        TestPki.write(directory, PKI.server("gateway"));
        Map<String, String> settings = TestPki.settings(directory);
        settings.put(
                "GATEWAY_TLS_CLIENT_CA",
                PKI.writeAuthority(directory.resolve("ca.crt")).toString());
        settings.put("GATEWAY_TLS_CLIENT_CERTIFICATE", clientCertificate);
        settings.put("GATEWAY_TLS_CLIENT_NAME", clientName);
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    @AfterEach
    void stop() {
        assertThat(gateway.metric("gateway_drops_total{reason=\"internal_error\"}"))
                .isZero();
        gateway.close();
    }

    private Client connect(@Nullable X509Bundle identity) {
        return Client.connect(gateway, PKI.context(identity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"optional", "required"})
    void registersTheDeviceThatItsCertificateNames(String clientCertificate) {
        start(clientCertificate, "cn");
        try (Client client = connect(PKI.client("device-1"))) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"device-2", "Device-1", "device-1x", "device"})
    void refusesEveryOtherAsItRefusesAnInvalidToken(String name) {
        start("optional", "cn");
        Client client = connect(PKI.client(name));
        client.send(Client.registration(device));
        client.expectText(Replies.INVALID_TOKEN);
        client.expectClose(1008, "Policy violation");
        assertThat(gateway.metric(FOREIGN)).isEqualTo(1);
        assertThat(TestDatabase.shared().binding(device)).isNull();
    }

    @Test
    void aGoodCertificateDoesNotMakeUpForABadToken() {
        start("optional", "cn");
        Client client = connect(PKI.client("device-1"));
        client.send(Client.registration("device-1", "a.b.c"));
        client.expectText(Replies.INVALID_TOKEN);
        client.expectClose(1008, "Policy violation");
    }

    @Test
    void theNameMayBeOneOfTheAlternativeNames() {
        start("required", "dns");
        try (Client client = connect(PKI.clientByDns("device-1"))) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
        }
        // With DNS names configured, the common name identifies no device.
        Client client = connect(PKI.client("device-1"));
        client.send(Client.registration(device));
        client.expectText(Replies.INVALID_TOKEN);
    }

    @Test
    void whoHasNoneNeedsNoneIfItIsOptional() {
        start("optional", "cn");
        try (Client client = connect(null)) {
            client.send(Client.registration(device));
            client.expectText(Replies.REGISTERED);
        }
    }

    @Test
    void whoHasNoneIsRefusedIfItIsRequired() {
        start("required", "cn");
        assertThatThrownBy(() -> connect(null)).isInstanceOf(CompletionException.class);
        awaitFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"optional", "required"})
    void whoHasOneOfAnotherAuthorityIsRefused(String clientCertificate) throws Exception {
        start(clientCertificate, "cn");
        try (RawSocket peer = RawSocket.connect(gateway)
                .secured(
                        PKI.context(new TestPki().client("device-1")),
                        socket ->
                                // In TLS 1.3 the client learns of the refusal only when it reads.
                                socket.setEnabledProtocols(new String[] {"TLSv1.3"}))) {
            peer.trySend(RawRequest.handshake().bytes());
            assertThat(peer.drain()).isEmpty();
        } catch (javax.net.ssl.SSLException refused) {
            // Refused during the handshake, which is as good.
        }
        awaitFailure();
    }

    @Test
    void aServersCertificateIsNoClients() {
        start("required", "cn");
        assertThatThrownBy(() -> connect(PKI.server("device-1"))).isInstanceOf(CompletionException.class);
        awaitFailure();
    }

    private void awaitFailure() {
        await().atMost(Client.TIMEOUT)
                .until(() -> gateway.metric("gateway_handshakes_total{outcome=\"tls_failed\"}") >= 1);
    }
}
