package org.oisp.gateway.server.certificate;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.oisp.gateway.pem.Pkcs1;
import org.oisp.gateway.pem.Sec1;

/** Reads RSA and EC private keys from PEM files: PKCS#8, and the older PKCS#1 and SEC1 that tools still write. */
final class PrivateKeys {

    private static final String CLEAR = "; write an unencrypted one: openssl pkey -in KEY -out CLEAR_KEY";

    private PrivateKeys() {}

    /** Returns the first private key of the file. */
    static PrivateKey read(PemFile pem) throws UnusableFileException {
        for (PemFile.Block block : pem.blocks()) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return decode(pem, block);
            }
        }
        throw new UnusableFileException(pem.file(), "holds no private key (-----BEGIN PRIVATE KEY-----)", null);
    }

    private static PrivateKey decode(PemFile pem, PemFile.Block block) throws UnusableFileException {
        if (block.encrypted()) {
            throw new UnusableFileException(pem.file(), "holds a key with a passphrase" + CLEAR, null);
        }
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> pkcs8(block.der());
                case "RSA PRIVATE KEY" -> Pkcs1.privateKey(block.der());
                case "EC PRIVATE KEY" -> Sec1.privateKey(block.der());
                default -> throw new InvalidKeyException(block.label());
            };
        } catch (GeneralSecurityException bad) {
            // The cause's message may contain key material.
            throw new UnusableFileException(
                    pem.file(), "holds a " + block.label() + " that is not a usable RSA or EC key", bad);
        }
    }

    /** PKCS#8 (RFC 5208). Java needs to know the algorithm, so RSA is tried before EC. */
    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(key);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(key);
        }
    }
}
