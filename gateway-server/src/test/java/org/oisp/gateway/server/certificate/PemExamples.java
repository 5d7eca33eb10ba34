package org.oisp.gateway.server.certificate;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.oisp.gateway.pem.PemText;

/** PEM files: some written by OpenSSL, others made up. */
public final class PemExamples {

    private PemExamples() {}

    /** Reads a file from the resources. */
    public static PemFile file(String name) {
        return file(name, text(name));
    }

    /** Returns a file that holds this text. */
    public static PemFile file(String name, String text) {
        return new PemFile(
                new FileSettings("GATEWAY_TLS_" + name.toUpperCase(java.util.Locale.ROOT), Path.of(name)),
                new PemText(text));
    }

    /** Returns the text of a file of the resources. */
    public static String text(String name) {
        try (InputStream in = PemExamples.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static CertificateBuilder certificate(String subject) {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(Instant.parse("2030-01-01T00:00:00Z"))
                .notAfter(Instant.parse("2031-01-01T00:00:00Z"));
    }

    public static X509Bundle selfSigned(CertificateBuilder builder) {
        try {
            return builder.setIsCertificateAuthority(true).buildSelfSigned();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static X509Bundle issued(CertificateBuilder builder, X509Bundle issuer) {
        try {
            return builder.buildIssuedBy(issuer);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
