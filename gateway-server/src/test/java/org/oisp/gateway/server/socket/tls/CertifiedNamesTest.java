package org.oisp.gateway.server.socket.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oisp.gateway.server.certificate.PemExamples;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;

/** Tests which devices a certificate authenticates. */
class CertifiedNamesTest {

    private static Set<String> names(CertificateBuilder certificate, ClientName kind) {
        return CertifiedNames.of(PemExamples.selfSigned(certificate).getCertificate(), kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=device-1|device-1",
                "CN=device-1,O=Example,C=DE|device-1",
                "O=Example+CN=device-1|device-1",
                "CN=00-11-22\\,33|00-11-22,33",
                "CN=\\ device|' device'",
                "CN=Gerät \\+ 1|Gerät + 1"
            })
    void takesTheCommonName(String subject, String name) {
        assertThat(names(PemExamples.certificate(subject), ClientName.CN)).containsExactly(name);
    }

    @Test
    void aSubjectWithoutACommonNameIsNobody() {
        assertThat(names(PemExamples.certificate("O=CN\\=device-1,OU=device-1"), ClientName.CN))
                .isEmpty();
    }

    @Test
    void takesTheAlternativeNamesOfItsKindOnly() {
        CertificateBuilder certificate = PemExamples.certificate("CN=common")
                .addSanDnsName("a.example")
                .addSanDnsName("b.example")
                .addSanRfc822Name("c@example")
                .addSanUriName(URI.create("urn:device:d"))
                .addSanIpAddress("192.0.2.1");

        assertThat(names(certificate, ClientName.CN)).containsExactly("common");
        assertThat(names(certificate, ClientName.DNS)).containsExactly("a.example", "b.example");
        assertThat(names(certificate, ClientName.EMAIL)).containsExactly("c@example");
        assertThat(names(certificate, ClientName.URI)).containsExactly("urn:device:d");
        assertThat(names(PemExamples.certificate("CN=common"), ClientName.DNS)).isEmpty();
    }

    @Test
    void whoHasShownNoCertificateMayBeAnybody() {
        EmbeddedChannel channel = new EmbeddedChannel();

        assertThat(CertifiedNames.allow(channel, "device-1")).isTrue();
        assertThat(CertifiedNames.allow(channel, null)).isTrue();
    }

    @Test
    void whoHasShownOneMayBeThoseThatItNamesOnly() {
        EmbeddedChannel channel = new EmbeddedChannel();
        CertifiedNames.set(channel, Set.of("device-1"));

        assertThat(CertifiedNames.allow(channel, "device-1")).isTrue();
        assertThat(CertifiedNames.allow(channel, "device-2")).isFalse();
        assertThat(CertifiedNames.allow(channel, null)).isFalse();

        CertifiedNames.set(channel, Set.of());
        assertThat(CertifiedNames.allow(channel, "")).isFalse();
    }
}
