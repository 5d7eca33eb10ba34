package org.oisp.gateway.it.support;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate authority and the certificates that it issues. Instances have different keys but the same name. */
public final class TestPki {

    private static final char[] NO_PASSWORD = {};

    private final X509Bundle authority;

    public TestPki() {
        authority = build(
                new CertificateBuilder().ecp256().subject("CN=Test authority").setIsCertificateAuthority(true), null);
    }

    /** Returns a certificate for a gateway at localhost, with this common name. */
    public X509Bundle server(String name) {
        return server(name, Duration.ofDays(1));
    }

    /** Does the same as {@link #server(String)}; the certificate expires after this time. */
    public X509Bundle server(String name, Duration time) {
        return build(
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + name)
                        .addSanDnsName("localhost")
                        .addSanIpAddress("127.0.0.1")
                        .notBefore(Instant.now().minus(Duration.ofDays(2)))
                        .notAfter(Instant.now().plus(time))
                        .addExtendedKeyUsageServerAuth(),
                authority);
    }

    /** Returns a certificate for a server with this name and no other. */
    public X509Bundle serverAt(String host) {
        return build(
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + host)
                        .addSanDnsName(host)
                        .addExtendedKeyUsageServerAuth(),
                authority);
    }

    /** Returns a device's certificate with its id as the common name. */
    public X509Bundle client(String name) {
        return build(
                new CertificateBuilder().ecp256().subject("CN=" + name).addExtendedKeyUsageClientAuth(), authority);
    }

    /** Returns a device's certificate with its id as an alternative name; the common name has no meaning. */
    public X509Bundle clientByDns(String name) {
        return build(
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=somebody")
                        .addSanDnsName(name)
                        .addExtendedKeyUsageClientAuth(),
                authority);
    }

    /** Returns a client's context that trusts this authority. */
    public SSLContext trust() {
        return context(null);
    }

    /** Returns a client's context that trusts this authority and presents the certificate, if any. */
    public SSLContext context(@Nullable X509Bundle identity) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.getCertificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (identity != null) {
                own.setKeyEntry(
                        "identity", identity.getKeyPair().getPrivate(), NO_PASSWORD, identity.getCertificatePath());
            }
            keys.init(own, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Writes the authority's certificate. */
    public Path writeAuthority(Path file) {
        return write(file, authority.getCertificatePEM());
    }

    /** Writes certificate and key as {@code tls.crt} and {@code tls.key}, the names that Kubernetes uses. */
    public static void write(Path directory, X509Bundle identity) {
        write(directory.resolve("tls.crt"), identity.getCertificatePathPEM());
        write(directory.resolve("tls.key"), identity.getPrivateKeyPEM());
    }

    /** Returns settings for the files of {@link #write(Path, X509Bundle)}, checked for renewal every 20 ms. */
    public static Map<String, String> settings(Path directory) {
        return new HashMap<>(Map.of(
                "GATEWAY_TLS_CERTIFICATE", directory.resolve("tls.crt").toString(),
                "GATEWAY_TLS_KEY", directory.resolve("tls.key").toString(),
                "GATEWAY_TLS_RENEWAL_INTERVAL", "20ms"));
    }

    /** Replaces a file at once: one that is read meanwhile is the old one or the new one. */
    public static Path write(Path file, String text) {
        try {
            Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static X509Bundle build(CertificateBuilder builder, @Nullable X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
