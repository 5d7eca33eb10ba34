package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.it.support.ScriptedServer;
import org.oisp.gateway.it.support.TcpProxy;
import org.oisp.gateway.it.support.TestPki;
import org.oisp.gateway.server.keycloak.KeycloakCheck;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.telemetry.health.FailureDescription;

/** The reason why the provider's keys cannot be fetched, in the same words in the log, on the page and in {@code check}. */
class ProviderWordsIT {

    @Test
    void whatItSaysBeforeItClosesIsSaid() {
        try (ScriptedServer refuses =
                ScriptedServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII))) {
            isSaid("http", refuses.port(), "answered 403");
        }
    }

    @Test
    void aCloseWithoutAWordIsSaid() {
        try (ScriptedServer closes = ScriptedServer.answering(new byte[0])) {
            isSaid("http", closes.port(), "it closed the connection");
            isSaid("https", closes.port(), "it closed the connection");
        }
    }

    @Test
    void aPortWithTlsAndOneWithoutAreSaid() {
        TestPki pki = new TestPki();
        try (ScriptedServer plain = ScriptedServer.answering(
                        "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                TcpProxy tls = TcpProxy.tls(plain.port(), pki.context(pki.server("realm")))) {
            isSaid(
                    "https",
                    plain.port(),
                    "no TLS connection: it answers, but not with TLS; this port seems to be without TLS");
            isSaid("https", tls.port(), "no TLS connection: its certificate is not signed by a trusted authority");
            isSaid("http", tls.port(), "the server there does not speak HTTP; perhaps TLS");
        }
    }

    private static void isSaid(String scheme, int port, String words) {
        URI keys = URI.create(scheme + "://127.0.0.1:" + port + "/certs");
        KeycloakSettings realm = new KeycloakSettings(KeycloakSettings.KeySourceKind.KEYS, keys, "issuer", "audience");
        Duration time = Duration.ofSeconds(20);
        Throwable failure =
                catchThrowable(() -> KeycloakCheck.run(realm, new KeyFetchSettings(time, time, time, time, 10_000, 10))
                        .block());
        assertThat(FailureDescription.of(failure)).isEqualTo(keys + ": " + words);
    }
}
