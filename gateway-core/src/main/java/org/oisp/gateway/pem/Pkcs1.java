package org.oisp.gateway.pem;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;

/** Decodes RSA keys in PKCS#1 (RFC 8017, A.1), the older format that tools still write. */
public final class Pkcs1 {

    private Pkcs1() {}

    /**
     * Decodes a public key.
     *
     * @param der the content of a block RSA PUBLIC KEY
     * @return an RSA key
     * @throws GeneralSecurityException if it is no key
     */
    public static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        DerReader key = DerReader.sequence(der);
        RSAPublicKeySpec spec = new RSAPublicKeySpec(key.integer(), key.integer());
        key.end();
        return KeyFactory.getInstance("RSA").generatePublic(spec);
    }

    /**
     * Decodes a private key.
     *
     * @param der the content of a block RSA PRIVATE KEY
     * @return an RSA key
     * @throws GeneralSecurityException if it is no key; its cause's message may contain key material
     */
    public static PrivateKey privateKey(byte[] der) throws GeneralSecurityException {
        DerReader key = DerReader.sequence(der);
        if (!key.integer().equals(BigInteger.ZERO)) {
            throw new InvalidKeyException("more than two primes");
        }
        RSAPrivateCrtKeySpec spec = new RSAPrivateCrtKeySpec(
                key.integer(),
                key.integer(),
                key.integer(),
                key.integer(),
                key.integer(),
                key.integer(),
                key.integer(),
                key.integer());
        key.end();
        return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
}
