package org.oisp.gateway.server.socket.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.certificate.PemExamples;
import org.oisp.gateway.server.certificate.PemFile;
import org.oisp.gateway.server.certificate.UnusableFileException;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;

/** Tests a certificate together with its key. */
class TlsIdentityTest {

    private static final Instant WITHIN = Instant.parse("2030-07-01T00:00:00Z");

    private final X509Bundle authority =
            PemExamples.selfSigned(PemExamples.certificate("CN=authority").setIsCertificateAuthority(true));
    private final X509Bundle intermediate =
            PemExamples.issued(PemExamples.certificate("CN=intermediate").setIsCertificateAuthority(true), authority);
    private final X509Bundle ours = PemExamples.issued(PemExamples.certificate("CN=ours"), intermediate);

    private static TlsIdentity identity(String certificate, String key) throws UnusableFileException {
        return TlsIdentity.of(new TlsIdentity.IdentityFiles(
                PemExamples.file("certificate", certificate), PemExamples.file("key", key), null));
    }

    @Test
    void isTheChainWithItsKey() throws UnusableFileException {
        TlsIdentity tlsIdentity = identity(ours.getCertificatePathPEM(), ours.getPrivateKeyPEM());

        assertThat(tlsIdentity.chain()).containsExactly(ours.getCertificate(), intermediate.getCertificate());
        assertThat(tlsIdentity.warnings(WITHIN)).isEmpty();
        assertThat(tlsIdentity).hasToString("CN=ours");
    }

    @Test
    void mayComeInOneFile() throws UnusableFileException {
        String both = ours.getPrivateKeyPEM() + ours.getCertificatePathPEM();

        assertThat(identity(both, both).certificate()).isEqualTo(ours.getCertificate());
    }

    @Test
    void refusesTheKeyOfAnother() {
        assertThatThrownBy(() -> identity(ours.getCertificatePathPEM(), authority.getPrivateKeyPEM()))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("GATEWAY_TLS_KEY: key: does not match the certificate in certificate;"
                        + " use the key that it was made for");
    }

    @Test
    void saysWhichCertificateIsToBeTheFirst() {
        String reversed = intermediate.getCertificatePEM() + ours.getCertificatePEM();

        assertThatThrownBy(() -> identity(reversed, ours.getPrivateKeyPEM()))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("GATEWAY_TLS_CERTIFICATE: certificate: certificate 2 in it matches the key;"
                        + " put that one first");
    }

    @Test
    void warnsOfTimesAndOfAChainThatIsNone() throws UnusableFileException {
        String skipping = ours.getCertificatePEM() + authority.getCertificatePEM();
        TlsIdentity tlsIdentity = identity(skipping, ours.getPrivateKeyPEM());

        assertThat(tlsIdentity.warnings(WITHIN)).singleElement().asString().contains("has not issued certificate 1");
        assertThat(tlsIdentity.warnings(WITHIN.plus(Duration.ofDays(365))))
                .hasSize(3)
                .allMatch(line -> line.startsWith("GATEWAY_TLS_CERTIFICATE: certificate: certificate "))
                .anyMatch(line -> line.contains("certificate 1 has expired on 2031-01-01T00:00:00Z"))
                .anyMatch(line -> line.contains("certificate 2 has expired on 2031-01-01T00:00:00Z"));
        assertThat(tlsIdentity.warnings(WITHIN.minus(Duration.ofDays(365))))
                .anyMatch(line -> line.contains("certificate 1 is not valid before 2030-01-01T00:00:00Z"));
    }

    @Test
    void reportsAllFilesAtOnce(@TempDir Path directory) throws IOException {
        Path certificate = directory.resolve("certificate");
        Path key = directory.resolve("key");
        FileSettings clientCa = new FileSettings("C", directory.resolve("client-ca"));
        TlsSettings settings = new TlsSettings(
                new TlsFileSettings(new FileSettings("A", certificate), new FileSettings("B", key), clientCa),
                ClientCertificate.OPTIONAL,
                ClientName.CN,
                List.of(),
                Duration.ofSeconds(1));
        assertThat(problems(settings))
                .containsExactly(
                        "A=" + certificate + ": no such file",
                        "B=" + key + ": no such file",
                        "C=" + clientCa.path() + ": no such file");

        Files.writeString(certificate, ours.getPrivateKeyPEM());
        Files.createDirectory(key);
        Files.writeString(clientCa.path(), "x".repeat(1 << 20) + "x");
        assertThat(problems(settings))
                .hasSize(3)
                .anyMatch(line ->
                        line.equals("A=" + certificate + ": holds no certificate (-----BEGIN CERTIFICATE-----)"))
                .anyMatch(line -> line.startsWith("B=" + key + ": cannot be read: "))
                .anyMatch(line -> line.equals("C=" + clientCa.path() + ": is longer than 1 MiB; a PEM file is needed"));

        Files.delete(key);
        Files.writeString(certificate, ours.getCertificatePEM());
        Files.writeString(key, intermediate.getPrivateKeyPEM());
        Files.writeString(clientCa.path(), authority.getCertificatePEM());
        assertThat(problems(settings)).singleElement().asString().startsWith("B=" + key + ": does not match");
    }

    @Test
    void damagedCertificatesAreNamedByTheirPlace() {
        String damaged = ours.getCertificatePEM() + "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

        assertThatThrownBy(() -> identity(damaged, ours.getPrivateKeyPEM()))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("GATEWAY_TLS_CERTIFICATE: certificate: certificate 2 in it is damaged");
    }

    @Test
    void showsNothingOfWhatItHolds() {
        PemFile key = PemExamples.file("key", ours.getPrivateKeyPEM());

        assertThat(new TlsIdentity.IdentityFiles(key, key, key).toString()).doesNotContain("PRIVATE");
    }

    private static List<String> problems(TlsSettings settings) {
        List<String> problems = new ArrayList<>();
        settings.check((setting, problem) -> problems.add(setting + "=" + problem));
        return problems;
    }
}
