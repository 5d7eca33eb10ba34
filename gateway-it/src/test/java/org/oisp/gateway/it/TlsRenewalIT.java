package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.Client;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RawSocket;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPki;

/** New certificates for a running gateway: new connections use them at once, and no connection is lost. */
class TlsRenewalIT {

    private static final String RENEWED = "gateway_tls_renewals_total{outcome=\"renewed\"}";
    private static final String FAILED = "gateway_tls_renewals_total{outcome=\"failed\"}";
    private static final String EXPIRY = "gateway_tls_certificate_expiry_timestamp_seconds";

    private static final TestPki PKI = new TestPki();

    @TempDir
    private Path directory;

    private TestGateway gateway;

    @BeforeEach
    void write() {
        TestPki.write(directory, PKI.server("first"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void start(Path files) {
        gateway = TestGateway.start(TestDatabase.shared(), TestPki.settings(files));
    }

    /** Returns the subject of the certificate that a new connection gets. */
    private String shown() {
        SSLSocket[] session = new SSLSocket[1];
        try (RawSocket peer = RawSocket.connect(gateway).secured(PKI.trust(), socket -> session[0] = socket)) {
            return ((X509Certificate) session[0].getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException none) {
            return "none";
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void awaitCertificate(String name) {
        await().atMost(Client.TIMEOUT).until(() -> shown().equals("CN=" + name));
    }

    @Test
    void filesThatAreWrittenAnewAreTakenUpAndLiveConnectionsGoOn() {
        start(directory);
        try (Client before = Client.connect(gateway, PKI.trust())) {
            assertThat(shown()).isEqualTo("CN=first");
            X509Bundle second = PKI.server("second", Duration.ofDays(3));
            TestPki.write(directory, second);
            awaitCertificate("second");
            before.expectNothingElse();
            try (Client after = Client.connect(gateway, PKI.trust())) {
                after.expectNothingElse();
                before.expectNothingElse();
            }
            assertThat(gateway.metric(RENEWED)).isEqualTo(1);
            assertThat(gateway.metric(EXPIRY))
                    .isEqualTo(second.getCertificate().getNotAfter().toInstant().getEpochSecond());
        }
    }

    @Test
    void filesThatAreRenamedIntoPlaceAreTakenUp() throws IOException {
        start(directory);
        Path fresh = Files.createDirectory(directory.resolve("fresh"));
        TestPki.write(fresh, PKI.server("renamed"));
        for (String file : new String[] {"tls.key", "tls.crt"}) {
            // The new file looks older than the previous one: modification times must not matter.
            Files.setLastModifiedTime(fresh.resolve(file), java.nio.file.attribute.FileTime.fromMillis(0));
            Files.move(fresh.resolve(file), directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }
        awaitCertificate("renamed");
    }

    /** A mounted secret: each file is a link through {@code ..data}, itself a link to a directory, which Kubernetes swaps. */
    @Test
    void aSecretThatKubernetesSwapsIsTakenUp() throws IOException {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Files.move(
                directory.resolve("tls.crt"),
                Files.createDirectory(mount.resolve("..1")).resolve("tls.crt"));
        Files.move(directory.resolve("tls.key"), mount.resolve("..1").resolve("tls.key"));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        for (String file : new String[] {"tls.key", "tls.crt"}) {
            Files.createSymbolicLink(mount.resolve(file), Path.of("..data", file));
        }
        start(mount);
        assertThat(shown()).isEqualTo("CN=first");
        TestPki.write(Files.createDirectory(mount.resolve("..2")), PKI.server("swapped"));
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
        Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        awaitCertificate("swapped");
        assertThat(gateway.metric(FAILED)).isZero();
    }

    @Test
    void aPairThatDoesNotFitIsNotTakenUpAndSaidOnce() throws IOException {
        start(directory);
        try (LogWatch log = new LogWatch();
                Client before = Client.connect(gateway, PKI.trust())) {
            X509Bundle second = PKI.server("second");
            TestPki.write(directory.resolve("tls.crt"), second.getCertificatePathPEM());
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 1);
            assertThat(shown()).isEqualTo("CN=first");
            before.expectNothingElse();
            // Another bad file, then a missing one; each counts as one failure, however often it is checked.
            TestPki.write(directory.resolve("tls.crt"), "nothing");
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 2);
            Files.delete(directory.resolve("tls.crt"));
            await().atMost(Client.TIMEOUT).until(() -> gateway.metric(FAILED) == 3);
            assertThat(shown()).isEqualTo("CN=first");

            // The key first: without a certificate it is still the same failure.
            TestPki.write(directory.resolve("tls.key"), second.getPrivateKeyPEM());
            TestPki.write(directory.resolve("tls.crt"), second.getCertificatePathPEM());
            awaitCertificate("second");
            before.expectNothingElse();
            assertThat(log.lines().stream().filter(line -> line.startsWith("WARN ")))
                    .hasSize(3)
                    .allMatch(line -> line.endsWith("; the previous certificate stays in use"))
                    .anyMatch(line -> line.startsWith("WARN GATEWAY_TLS_KEY: ") && line.contains("does not match"))
                    .anyMatch(line ->
                            line.startsWith("WARN GATEWAY_TLS_CERTIFICATE: ") && line.contains("holds no certificate"))
                    .anyMatch(line -> line.contains("no such file"));
        }
    }

    @Test
    void anExpiredCertificateIsTakenWithAWarning() {
        try (LogWatch log = new LogWatch()) {
            TestPki.write(directory, PKI.server("expired", Duration.ofDays(-1)));
            start(directory);
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN GATEWAY_TLS_CERTIFICATE: ")
                            && line.contains("certificate 1 has expired on "));
        }
    }

    @Test
    void theAuthoritiesOfClientsAreTakenUpToo() throws IOException {
        TestPki old = new TestPki();
        TestPki fresh = new TestPki();
        Map<String, String> settings = TestPki.settings(directory);
        Path authority = old.writeAuthority(directory.resolve("ca.crt"));
        settings.put("GATEWAY_TLS_CLIENT_CA", authority.toString());
        settings.put("GATEWAY_TLS_CLIENT_CERTIFICATE", "required");
        gateway = TestGateway.start(TestDatabase.shared(), settings);
        fresh.writeAuthority(authority);
        await().atMost(Client.TIMEOUT).until(() -> gateway.metric(RENEWED) == 1);
        X509Bundle identity = fresh.client("device");
        try (Client client = Client.connect(gateway, PKI.context(identity))) {
            client.expectNothingElse();
        }
    }
}
