package org.oisp.gateway.server.socket.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.tls.TlsFileSettings.FileSettings;

/**
 * The certificate chain, private key and client authorities, as read from the configured files at one moment. {@link #toString} shows no
 * key.
 *
 * @param identityFiles the contents of the files
 * @param chain the gateway's certificate, then its issuers
 * @param key the private key of the first certificate
 * @param clientAuthorities the authorities that sign clients' certificates; empty if no client certificate is requested
 */
record TlsIdentity(
        IdentityFiles identityFiles,
        List<X509Certificate> chain,
        PrivateKey key,
        List<X509Certificate> clientAuthorities) {

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
        List<X509Certificate> chain = Certificates.read(identityFiles.certificate());
        PrivateKey key = PrivateKeys.read(identityFiles.key());
        requireFit(identityFiles, chain, key);
        PemFile clientCa = identityFiles.clientCa();
        return new TlsIdentity(identityFiles, chain, key, clientCa == null ? List.of() : Certificates.read(clientCa));
    }

    /** Returns every problem of the configured files; empty if they are usable. */
    static List<UnusableFileException> problems(TlsFileSettings files) {
        List<UnusableFileException> problems = new ArrayList<>();
        List<X509Certificate> chain = collect(problems, () -> Certificates.read(PemFile.read(files.certificate())));
        PrivateKey key = collect(problems, () -> PrivateKeys.read(PemFile.read(files.key())));
        FileSettings clientCa = files.clientCa();
        if (clientCa != null) {
            collect(problems, () -> Certificates.read(PemFile.read(clientCa)));
        }
        if (chain != null && key != null && problems.isEmpty()) {
            collect(problems, () -> of(IdentityFiles.read(files)));
        }
        return problems;
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    List<String> warnings(Instant now) {
        return Certificates.warnings(identityFiles.certificate(), chain, now);
    }

    private static void requireFit(IdentityFiles identityFiles, List<X509Certificate> chain, PrivateKey key)
            throws UnusableFileException {
        if (Certificates.fit(chain.get(0), key)) {
            return;
        }
        for (int i = 1; i < chain.size(); i++) {
            if (Certificates.fit(chain.get(i), key)) {
                throw new UnusableFileException(
                        identityFiles.certificate().file(),
                        "certificate " + (i + 1) + " in it matches the key; put that one first",
                        null);
            }
        }
        throw new UnusableFileException(
                identityFiles.key().file(),
                "does not match the certificate in " + identityFiles.certificate()
                        + "; use the key that it was made for",
                null);
    }

    private interface PemReading<T> {
        T get() throws UnusableFileException;
    }

    private static <T> @Nullable T collect(List<UnusableFileException> problems, PemReading<T> pemReading) {
        try {
            return pemReading.get();
        } catch (UnusableFileException unusable) {
            problems.add(unusable);
            return null;
        }
    }

    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName();
    }
}
