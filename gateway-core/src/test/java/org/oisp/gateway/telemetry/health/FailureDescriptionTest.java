package org.oisp.gateway.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureDescriptionTest {

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsSaidInPlainWords(Throwable failure, String words) {
        assertThat(FailureDescription.of(failure)).isEqualTo(words);
        assertThat(FailureDescription.of(new CompletionException(new IllegalStateException("wrapper", failure))))
                .isEqualTo(words);
    }

    static Stream<Arguments> failures() {
        String away = "connection refused, or blocked by a firewall";
        String closed = "it closed the connection";
        return Stream.of(
                Arguments.of(new UnknownHostException("redis: Name or service not known"), "unknown host"),
                Arguments.of(
                        new ConnectException(
                                "finishConnect(..) failed with error(-111): Connection refused: /1.2.3.4:1"),
                        away),
                Arguments.of(
                        new ConnectException("finishConnect(..) failed with error(-104): Connection reset by peer"),
                        closed),
                Arguments.of(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"), closed),
                Arguments.of(new IOException("sendAddress(..) failed with error(-32): Broken pipe"), closed),
                Arguments.of(new IOException("Connection prematurely closed BEFORE response"), closed),
                Arguments.of(new ClosedChannelException(), closed),
                Arguments.of(new TimeoutException(), "no answer in time"),
                Arguments.of(
                        new IllegalStateException("WRONGPASS invalid username-password pair or user is disabled."),
                        "WRONGPASS invalid username-password pair or user is disabled."),
                Arguments.of(
                        new IllegalStateException("Unable to connect to 127.0.0.1/<unresolved>:7450"),
                        "Unable to connect to 127.0.0.1:7450"),
                Arguments.of(
                        new IllegalStateException("cannot reach redis.local/10.0.0.1:6379 of /[::1]:80"),
                        "cannot reach redis.local:6379 of [::1]:80"),
                Arguments.of(
                        new IllegalStateException("https://127.0.0.1:8443/certs: answered 403"),
                        "https://127.0.0.1:8443/certs: answered 403"),
                Arguments.of(
                        new IllegalStateException("openat(..) failed with error(-13): Permission denied\nat x"),
                        "Permission denied"),
                Arguments.of(new IllegalStateException(), "IllegalStateException"),
                Arguments.of(
                        new SSLException("not an SSL/TLS record: 2d455252"),
                        "no TLS connection: it answers, but not with TLS; this port seems to be without TLS"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: bad_certificate"),
                        "no TLS connection: it refuses with the alert bad_certificate"),
                Arguments.of(
                        new SSLException("Connection closed while SSL/TLS handshake was in progress"),
                        "no TLS connection: it closed the connection in the handshake; the port may be one without TLS"),
                Arguments.of(
                        new SSLException(
                                "PKIX path building failed",
                                new CertPathBuilderException("unable to find valid certification path")),
                        "no TLS connection: its certificate is not signed by a trusted authority"),
                Arguments.of(
                        new SSLException(
                                "PKIX path validation failed",
                                new CertPathValidatorException(
                                        "validity", new CertificateExpiredException("NotAfter: x"))),
                        "no TLS connection: its certificate is invalid: NotAfter: x"),
                Arguments.of(
                        new SSLException("x", new CertificateException("No name matching redis found")),
                        "no TLS connection: its certificate is for another host: No name matching redis found"));
    }

    @Test
    void aRingOfCausesEnds() {
        IllegalStateException one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("other", one));
        assertThat(FailureDescription.of(one)).isEqualTo("other");
        assertThat(FailureDescription.of(null)).isEqualTo("the reason is unknown");
    }
}
