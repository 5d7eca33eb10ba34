package org.oisp.gateway.server.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate chain and the private key of its first certificate. {@link #toString} shows no key.
 *
 * @param chain the certificate, then its issuers
 * @param key the private key of the first certificate
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {

    /**
     * Takes a chain and a key out of their files, which may be one file.
     *
     * @param certificate the file with the chain
     * @param key the file with the key
     * @return both
     * @throws UnusableFileException if a file has no usable content, or if the key is not the certificate's
     */
    public static CertifiedKey of(PemFile certificate, PemFile key) throws UnusableFileException {
        List<X509Certificate> chain = Certificates.read(certificate);
        CertifiedKey certifiedKey = new CertifiedKey(chain, PrivateKeys.read(key));
        certifiedKey.requireFit(certificate, key);
        return certifiedKey;
    }

    /**
     * Returns every problem of two files; empty if they are usable together. Blocks.
     *
     * @param certificate the file with the chain
     * @param key the file with the key
     * @return the problems
     */
    public static List<UnusableFileException> problems(FileSettings certificate, FileSettings key) {
        List<UnusableFileException> problems = new ArrayList<>();
        X509Certificate first = collect(
                problems, () -> Certificates.read(PemFile.read(certificate)).get(0));
        PrivateKey privateKey = collect(problems, () -> PrivateKeys.read(PemFile.read(key)));
        if (first != null && privateKey != null) {
            collect(problems, () -> of(PemFile.read(certificate), PemFile.read(key)));
        }
        return problems;
    }

    private void requireFit(PemFile certificate, PemFile keyFile) throws UnusableFileException {
        if (Certificates.fit(chain.get(0), key)) {
            return;
        }
        for (int i = 1; i < chain.size(); i++) {
            if (Certificates.fit(chain.get(i), key)) {
                throw new UnusableFileException(
                        certificate.file(),
                        "certificate " + (i + 1) + " in it matches the key; put that one first",
                        null);
            }
        }
        throw new UnusableFileException(
                keyFile.file(),
                "does not match the certificate in " + certificate + "; use the key that it was made for",
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
        return chain.get(0).getSubjectX500Principal().getName();
    }
}
