package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;

/** Tests the settings of TLS, proxies and addresses. */
class TlsReaderTest {

    @TempDir
    private Path directory;

    private Variables variables;
    private X509Bundle identity;

    @BeforeEach
    void write() throws Exception {
        variables = new Variables(directory);
        identity = new CertificateBuilder()
                .ecp256()
                .subject("CN=gateway")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("tls.crt"), identity.getCertificatePEM());
        Files.writeString(directory.resolve("tls.key"), identity.getPrivateKeyPEM());
    }

    private Variables withTls() {
        return variables.with(Setting.TLS_CERTIFICATE, "tls.crt").with(Setting.TLS_KEY, "tls.key");
    }

    @Test
    void thereIsNoTlsUnlessItIsAskedFor() {
        assertThat(variables.read().sockets().tls()).isNull();
        assertThat(variables.read().sockets().origins().proxies()).isEmpty();
        assertThat(variables.read().sockets().origins().proxyProtocol()).isFalse();
        assertThat(variables.read().sockets().origins().maxConnectionsPerAddress())
                .isZero();
    }

    @Test
    void readsAllOfIt() {
        TlsSettings tls = withTls()
                .with(Setting.TLS_CLIENT_CA, "tls.crt")
                .with(Setting.TLS_CLIENT_CERTIFICATE, "Required")
                .with(Setting.TLS_CLIENT_NAME, "dns")
                .with(Setting.TLS_PLAIN_PEERS, "10.0.0.0/8, ::1")
                .with(Setting.TLS_RENEWAL_INTERVAL, "1m")
                .read()
                .sockets()
                .tls();

        assertThat(tls.files().certificate().path()).isEqualTo(directory.resolve("tls.crt"));
        assertThat(tls.files().key().path()).isEqualTo(directory.resolve("tls.key"));
        assertThat(tls.files().clientCa().path()).isEqualTo(directory.resolve("tls.crt"));
        assertThat(tls.clientCertificate()).isEqualTo(ClientCertificate.REQUIRED);
        assertThat(tls.clientName()).isEqualTo(ClientName.DNS);
        assertThat(tls.plainPeers()).extracting(AddressRange::toString).containsExactly("10.0.0.0/8", "::1");
        assertThat(tls.renewal()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refusesACertificateWithoutAKeyAndAKeyWithoutACertificate() {
        assertThat(variables.with(Setting.TLS_CERTIFICATE, "tls.crt").problems())
                .containsExactly("GATEWAY_TLS_KEY: is not set, but GATEWAY_TLS_CERTIFICATE is");
        assertThat(variables
                        .without(Setting.TLS_CERTIFICATE.variable())
                        .with(Setting.TLS_KEY, "tls.key")
                        .with(Setting.TLS_CLIENT_CA, "tls.crt")
                        .problems())
                .containsExactly(
                        "GATEWAY_TLS_KEY: is set, but GATEWAY_TLS_CERTIFICATE is not",
                        "GATEWAY_TLS_CLIENT_CA: is set, but GATEWAY_TLS_CERTIFICATE is not");
    }

    @Test
    void refusesFilesThatCannotBeUsedAllAtOnce() throws IOException {
        Files.writeString(directory.resolve("tls.key"), "secret");
        assertThat(withTls()
                        .with(Setting.TLS_CERTIFICATE, "absent.crt")
                        .with(Setting.TLS_CLIENT_CA, "tls.key")
                        .problems())
                .containsExactly(
                        "GATEWAY_TLS_CERTIFICATE: " + directory.resolve("absent.crt") + ": no such file",
                        "GATEWAY_TLS_KEY: " + directory.resolve("tls.key")
                                + ": holds no private key (-----BEGIN PRIVATE KEY-----)",
                        "GATEWAY_TLS_CLIENT_CA: " + directory.resolve("tls.key")
                                + ": holds no certificate (-----BEGIN CERTIFICATE-----)");
    }

    @Test
    void refusesACertificateThatDoesNotFitItsKey() throws Exception {
        X509Bundle other = new CertificateBuilder()
                .rsa2048()
                .subject("CN=other")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("tls.key"), other.getPrivateKeyPEM());
        assertThat(withTls().problems())
                .singleElement()
                .asString()
                .startsWith(
                        "GATEWAY_TLS_KEY: " + directory.resolve("tls.key") + ": does not match the certificate in ");
    }

    @Test
    void refusesToRequireWhatNobodySigns() {
        assertThat(withTls().with(Setting.TLS_CLIENT_CERTIFICATE, "required").problems())
                .containsExactly(
                        "GATEWAY_TLS_CLIENT_CERTIFICATE: is \"required\", but GATEWAY_TLS_CLIENT_CA does not name"
                                + " the authority that signed it");
    }

    @Test
    void refusesOtherWords() {
        assertThat(withTls()
                        .with(Setting.TLS_CLIENT_CERTIFICATE, "maybe")
                        .with(Setting.TLS_CLIENT_NAME, "ou")
                        .with(Setting.PROXY_PROTOCOL, "v2")
                        .problems())
                .containsExactly(
                        "GATEWAY_TLS_CLIENT_CERTIFICATE: \"maybe\" is neither optional nor required",
                        "GATEWAY_TLS_CLIENT_NAME: \"ou\" is not one of cn, dns, uri, email",
                        "GATEWAY_PROXY_PROTOCOL: \"v2\" is neither on nor off");
    }

    @Test
    void readsProxies() {
        var origins = variables
                .with(Setting.PROXY_PROTOCOL, "ON")
                .with(Setting.TRUSTED_PROXIES, " 10.0.0.0/8 ,fd00::1")
                .read()
                .sockets()
                .origins();

        assertThat(origins.proxyProtocol()).isTrue();
        assertThat(origins.proxies()).extracting(AddressRange::toString).containsExactly("10.0.0.0/8", "fd00::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GATEWAY_TRUSTED_PROXIES", "GATEWAY_TLS_PLAIN_PEERS"})
    void refusesWhatIsNoRange(String setting) {
        assertThat(withTls().with(setting, "10.0.0.0/33,::1,haproxy,").problems())
                .containsExactly(setting + ": \"10.0.0.0/33\", \"haproxy\", \"\" are not addresses or ranges such as"
                        + " 10.0.0.0/8 or fd00::/8");
        assertThat(withTls().with(setting, "::1, haproxy").problems())
                .containsExactly(setting + ": \"haproxy\" is not an address or a range such as 10.0.0.0/8 or fd00::/8");
    }

    @Test
    void refusesPROXYHeadersFromNobody() {
        assertThat(variables.with(Setting.PROXY_PROTOCOL, "on").problems())
                .containsExactly(
                        "GATEWAY_PROXY_PROTOCOL: is \"on\", but GATEWAY_TRUSTED_PROXIES is empty, so no proxy is trusted");
    }
}
