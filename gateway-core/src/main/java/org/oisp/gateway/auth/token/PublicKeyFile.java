package org.oisp.gateway.auth.token;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.oisp.gateway.pem.Pkcs1;

/**
 * Reads the file with the key that verifies device tokens: PEM (RFC 7468), an RSA public key as SPKI ({@code PUBLIC KEY}) or PKCS#1
 * ({@code RSA PUBLIC KEY}), or a certificate that contains one.
 */
public final class PublicKeyFile {

    /** The minimum length of a key (RFC 7518, 3.3). */
    public static final int MIN_KEY_BITS = 2048;

    private PublicKeyFile() {}

    /**
     * Reads the key.
     *
     * @param file the PEM file
     * @return an RSA key of at least {@value #MIN_KEY_BITS} bits
     * @throws InvalidKeyFileException if there is none; the message names the file and the problem
     */
    public static RSAPublicKey read(Path file) throws InvalidKeyFileException {
        KeyFileBlock pem = KeyFileBlock.read(file);
        PublicKey key;
        try {
            key = decode(pem.label(), pem.der());
        } catch (GeneralSecurityException bad) {
            throw new InvalidKeyFileException(file, "holds no usable key: " + bad.getMessage(), bad);
        }
        if (!(key instanceof RSAPublicKey rsa)) {
            throw new InvalidKeyFileException(file, "holds a " + key.getAlgorithm() + " key, not an RSA key", null);
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_KEY_BITS) {
            throw new InvalidKeyFileException(
                    file, "holds a key of " + bits + " bits; at least " + MIN_KEY_BITS + " are needed", null);
        }
        return rsa;
    }

    private static PublicKey decode(String label, byte[] der) throws GeneralSecurityException {
        return switch (label) {
            case "PUBLIC KEY" -> spki(der);
            case "RSA PUBLIC KEY" -> Pkcs1.publicKey(der);
            case "CERTIFICATE" ->
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der))
                        .getPublicKey();
            default -> throw new GeneralSecurityException("found " + label + ", a public key is needed");
        };
    }

    private static PublicKey spki(byte[] der) throws GeneralSecurityException {
        // A key of another algorithm fails here, with the JCA provider's message.
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }
}
