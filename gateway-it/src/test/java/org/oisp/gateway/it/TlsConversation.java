package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.RawRequest;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** A gateway whose device port uses TLS, and peers that connect to it. */
abstract class TlsConversation {

    static final String FAILED = "gateway_handshakes_total{outcome=\"tls_failed\"}";
    static final String TIMED_OUT = "gateway_handshakes_total{outcome=\"timed_out\"}";

    static final TestPki PKI = new TestPki();

    @TempDir
    private Path directory;

    Map<String, String> settings;
    TestGateway gateway;

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

    void restart(String setting, String value) {
        gateway.close();
        settings.put(setting, value);
        gateway = TestGateway.start(TestDatabase.shared(), settings);
    }

    RawSocket secured(Consumer<SSLSocket> preparation) throws IOException {
        return RawSocket.connect(gateway).secured(PKI.trust(), preparation);
    }

    RawSocket open() throws IOException {
        RawSocket peer = secured(socket -> {});
        peer.send(RawRequest.handshake());
        peer.expectUpgrade();
        return peer;
    }
}
