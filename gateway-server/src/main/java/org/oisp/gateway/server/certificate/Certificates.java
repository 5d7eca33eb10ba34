package org.oisp.gateway.server.certificate;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads X.509 certificates from PEM files and checks keys and chains. */
public final class Certificates {

    private static final byte[] PROBE = {1, 2, 3, 4};

    private Certificates() {}

    /**
     * Returns all certificates of a file.
     *
     * @param pem the file
     * @return the certificates in file order; at least one
     * @throws UnusableFileException if there is none, or one is damaged
     */
    public static List<X509Certificate> read(PemFile pem) throws UnusableFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Block block : pem.blocks()) {
                if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (CertificateException damaged) {
            throw new UnusableFileException(
                    pem.file(), "certificate " + (certificates.size() + 1) + " in it is damaged", damaged);
        }
        if (certificates.isEmpty()) {
            throw new UnusableFileException(pem.file(), "holds no certificate (-----BEGIN CERTIFICATE-----)", null);
        }
        return certificates;
    }

    /**
     * Returns the problem of a file that must hold certificates. Blocks.
     *
     * @param file the file
     * @return the problem; empty if the file is usable
     */
    public static List<UnusableFileException> problems(FileSettings file) {
        try {
            read(PemFile.read(file));
            return List.of();
        } catch (UnusableFileException unusable) {
            return List.of(unusable);
        }
    }

    /** Returns whether the private key belongs to the certificate: signs a probe with the key and verifies it with the certificate. */
    static boolean fit(X509Certificate certificate, PrivateKey key) {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException misfit) {
            return false;
        }
    }

    /**
     * Returns one line for each problem of a chain that is still usable: expired, not yet valid, or in the wrong order.
     *
     * @param pem the file that the chain is from
     * @param chain the certificates
     * @param now the time that they must be valid at
     * @return the lines
     */
    public static List<String> warnings(PemFile pem, List<X509Certificate> chain, Instant now) {
        String start = pem.file().setting() + ": " + pem + ": ";
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            String ordinal = start + "certificate " + (i + 1) + " ";
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                warnings.add(ordinal + "has expired on "
                        + certificate.getNotAfter().toInstant() + "; clients will refuse it: renew it");
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                warnings.add(ordinal + "is not valid before "
                        + certificate.getNotBefore().toInstant() + "; clients will refuse it until then");
            }
            if (i > 0 && !issued(certificate, chain.get(i - 1))) {
                warnings.add(
                        ordinal + "has not issued certificate " + i
                                + "; the file must hold the chain from our certificate to its authority, or clients will not trust it");
            }
        }
        return warnings;
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
