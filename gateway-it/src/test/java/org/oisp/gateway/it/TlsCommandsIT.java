package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Actuations;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.GatewayProcess;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.Replies;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestKeys;
import org.oisp.gateway.it.support.TestPki;

/** TLS as an operator uses it: the commands as processes. */
class TlsCommandsIT {

    private static final String LISTENING = "listening on port (\\d+) for devices";
    private static final TestPki PKI = new TestPki();

    @TempDir
    private Path home;

    private Path authority;
    private Path token;
    private DeviceIdentity device;

    @BeforeEach
    void write() throws IOException {
        TestPki.write(home, PKI.server("gateway"));
        authority = PKI.writeAuthority(home.resolve("ca.crt"));
        device = TestDatabase.shared().addDevice("device-1", UUID.randomUUID());
        token = Files.writeString(home.resolve("token"), TestKeys.token(device));
    }

    private Map<String, String> environment() {
        Map<String, String> environment =
                TestGateway.environment(TestDatabase.shared().port());
        environment.putAll(TestPki.settings(home));
        return environment;
    }

    private GatewayProcess device(String... options) {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("device", "device-1", "--token", token.toString(), "--count", "1"));
        arguments.addAll(List.of(options));
        return GatewayProcess.run(home, Map.of(), arguments.toArray(String[]::new));
    }

    @Test
    void deviceAndActuateSpeakTls() {
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared(), TestPki.settings(home))) {
            String url = "wss://localhost:" + gateway.port() + "/";
            try (GatewayProcess receiver = device("--url", url, "--ca", authority.toString())) {
                receiver.awaitLine("registered as device-1 at " + url);
                try (GatewayProcess sender = GatewayProcess.run(
                        home,
                        Map.of("OISP_WEBSOCKETUSER_CONFIG", Actuations.CREDENTIALS),
                        "actuate",
                        "LED=1",
                        "--url",
                        url,
                        "--ca",
                        authority.toString(),
                        "--device",
                        "device-1",
                        "--account",
                        device.account().toString())) {
                    assertThat(sender.exitStatus()).isZero();
                }
                receiver.awaitLine("\"params\":\\[\\{\"name\":\"LED\",\"value\":\"1\"}]");
                assertThat(receiver.exitStatus()).isZero();
            }
        }
    }

    @Test
    void whoDoesNotKnowTheAuthoritySaysSoInALine() {
        try (TestGateway gateway = TestGateway.start(TestDatabase.shared(), TestPki.settings(home))) {
            String url = "wss://localhost:" + gateway.port() + "/";
            for (String[] options : new String[][] {
                {"--url", url},
                {"--url", url, "--ca", home.resolve("absent").toString()},
                {"--url", url, "--ca", home.resolve("tls.key").toString()},
                {"--ca", authority.toString()}
            }) {
                try (GatewayProcess refused = device(options)) {
                    assertThat(refused.exitStatus()).isEqualTo(1);
                    assertThat(refused.output()).singleElement().asString().doesNotContain("\tat ");
                }
            }
            try (GatewayProcess refused = device("--ca", authority.toString())) {
                assertThat(refused.output())
                        .containsExactly("--ca is for a gateway at wss://, not for ws://127.0.0.1:5000/");
            }
        }
    }

    @Test
    void saysAllThatIsWrongWithTheFilesAtOnce() throws IOException {
        Map<String, String> environment = environment();
        Files.writeString(home.resolve("tls.key"), "no key");
        environment.put("GATEWAY_TLS_CLIENT_CA", home.resolve("absent.crt").toString());
        environment.put("GATEWAY_TRUSTED_PROXIES", "haproxy");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            assertThat(gateway.exitStatus()).isEqualTo(78);
            assertThat(gateway.output())
                    .containsExactlyInAnyOrder(
                            "GATEWAY_TLS_KEY: " + home.resolve("tls.key")
                                    + ": holds no private key (-----BEGIN PRIVATE KEY-----)",
                            "GATEWAY_TLS_CLIENT_CA: " + home.resolve("absent.crt") + ": no such file",
                            "GATEWAY_TRUSTED_PROXIES: \"haproxy\" is not an address or a range such as 10.0.0.0/8"
                                    + " or fd00::/8");
        }
    }

    @Test
    void anExpiredCertificateIsAWarning() {
        TestPki.write(home, PKI.server("gateway", Duration.ofDays(-1)));
        try (GatewayProcess gateway = GatewayProcess.run(home, environment(), "serve")) {
            gateway.awaitLine("WARN  GATEWAY_TLS_CERTIFICATE: .*: certificate 1 has expired on ");
            gateway.awaitLine(LISTENING);
        }
    }

    /** Simulates a system for which BoringSSL's library is not built. */
    @Test
    void speaksJavasOwnTlsWhereThereIsNoOther() throws IOException {
        Map<String, String> environment = environment();
        environment.put("JAVA_TOOL_OPTIONS", "-Dio.netty.handler.ssl.noOpenSsl=true");
        environment.put("GATEWAY_HANDSHAKE_TIMEOUT", "1s");
        try (GatewayProcess gateway = GatewayProcess.run(home, environment, "serve")) {
            gateway.awaitLine("TLS uses Java's own implementation");
            int port = Integer.parseInt(gateway.awaitLine(LISTENING).group(1));
            try (RawSocket peer = RawSocket.connect(port).secured(PKI.trust(), socket -> {})) {
                peer.send(RawRequest.handshake());
                peer.expectUpgrade();
                peer.sendText(Client.registration(device));
                peer.expectText(Replies.REGISTERED);
                TestPki.write(home, PKI.server("another"));
                gateway.awaitLine("TLS now uses the certificate of CN=another");
                peer.sendText("no JSON");
                peer.expectText(Replies.WRONG_FORMAT);
                peer.expectCloseAndEnd(1003, "Unprocessable input");
            }
            try (RawSocket peer = RawSocket.connect(port)) {
                peer.send((byte) 22, (byte) 3, (byte) 1, (byte) 1, (byte) 0);
                peer.drain();
            }
            gateway.awaitLine("closed: timed_out: no TLS session was established");
        }
    }
}
