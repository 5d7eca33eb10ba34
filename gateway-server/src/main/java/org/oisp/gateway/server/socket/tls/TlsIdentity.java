package org.oisp.gateway.server.socket.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.Certificates;
import org.oisp.gateway.server.certificate.CertifiedKey;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.certificate.PemFile;
import org.oisp.gateway.server.certificate.UnusableFileException;

/**
 * The certificate chain, private key and client authorities, as read from the configured files at one moment. {@link #toString} shows no
 * key.
 *
 * @param identityFiles the contents of the files
 * @param certifiedKey the gateway's certificate with its issuers, and its key
 * @param clientAuthorities the authorities that sign clients' certificates; empty if no client certificate is requested
 */
record TlsIdentity(IdentityFiles identityFiles, CertifiedKey certifiedKey, List<X509Certificate> clientAuthorities) {

    /** The contents of the files. Equal contents mean the same identity. */
    record IdentityFiles(
            PemFile certificate, PemFile key, @Nullable PemFile clientCa) {

        static IdentityFiles read(TlsFileSettings files) throws UnusableFileException {
            FileSettings clientCa = files.clientCa();
            return new IdentityFiles(
                    PemFile.read(files.certificate()),
                    PemFile.read(files.key()),
                    clientCa == null ? null : PemFile.read(clientCa));
        }
    }

    static TlsIdentity of(IdentityFiles identityFiles) throws UnusableFileException {
        CertifiedKey certifiedKey = CertifiedKey.of(identityFiles.certificate(), identityFiles.key());
        PemFile clientCa = identityFiles.clientCa();
        return new TlsIdentity(identityFiles, certifiedKey, clientCa == null ? List.of() : Certificates.read(clientCa));
    }

    /** Returns every problem of the configured files; empty if they are usable. */
    static List<UnusableFileException> problems(TlsFileSettings files) {
        List<UnusableFileException> problems = new ArrayList<>(CertifiedKey.problems(files.certificate(), files.key()));
        FileSettings clientCa = files.clientCa();
        if (clientCa != null) {
            problems.addAll(Certificates.problems(clientCa));
        }
        return problems;
    }

    List<X509Certificate> chain() {
        return certifiedKey.chain();
    }

    PrivateKey key() {
        return certifiedKey.key();
    }

    X509Certificate certificate() {
        return chain().get(0);
    }

    List<String> warnings(Instant now) {
        return Certificates.warnings(identityFiles.certificate(), chain(), now);
    }

    @Override
    public String toString() {
        return certifiedKey.toString();
    }
}
