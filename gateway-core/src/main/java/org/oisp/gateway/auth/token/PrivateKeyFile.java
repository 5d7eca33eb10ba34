package org.oisp.gateway.auth.token;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.oisp.gateway.pem.Pkcs1;

/**
 * Reads a file with a key that signs tokens: PEM, an unencrypted RSA private key as PKCS#8 ({@code PRIVATE KEY}) or PKCS#1
 * ({@code RSA PRIVATE KEY}). The gateway itself needs none; tools that issue tokens do.
 */
public final class PrivateKeyFile {

    private PrivateKeyFile() {}

    /**
     * Reads the key.
     *
     * @param file the PEM file
     * @return an RSA key
     * @throws InvalidKeyFileException if there is none; the message names the file and never shows its content
     */
    public static RSAPrivateKey read(Path file) throws InvalidKeyFileException {
        KeyFileBlock pem = KeyFileBlock.read(file);
        try {
            PrivateKey key = switch (pem.label()) {
                case "PRIVATE KEY" -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pem.der()));
                case "RSA PRIVATE KEY" -> Pkcs1.privateKey(pem.der());
                default ->
                    throw new InvalidKeyFileException(
                            file, "holds a " + pem.label() + ", not an unencrypted private key", null);
            };
            if (key instanceof RSAPrivateKey rsa) {
                return rsa;
            }
            throw new InvalidKeyFileException(file, "holds no RSA key", null);
        } catch (GeneralSecurityException bad) {
            throw new InvalidKeyFileException(file, "holds no usable RSA key", bad);
        }
    }
}
