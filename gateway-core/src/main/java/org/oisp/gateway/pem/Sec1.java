package org.oisp.gateway.pem;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;

/** Decodes EC private keys in SEC1 (RFC 5915, 3). The curve's name, optional there, is required here. */
public final class Sec1 {

    private Sec1() {}

    /**
     * Decodes a private key.
     *
     * @param der the content of a block EC PRIVATE KEY
     * @return an EC key
     * @throws GeneralSecurityException if it is no key, or one of an unknown curve
     */
    public static PrivateKey privateKey(byte[] der) throws GeneralSecurityException {
        DerReader key = DerReader.sequence(der);
        if (!key.integer().equals(BigInteger.ONE)) {
            throw new InvalidKeyException("another version");
        }
        BigInteger secret = new BigInteger(1, key.next(DerReader.OCTET_STRING));
        if (!key.isNext(DerReader.CONTEXT_0)) {
            throw new InvalidKeyException("no curve");
        }
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        try {
            curve.init(key.next(DerReader.CONTEXT_0));
        } catch (IOException unknown) {
            throw new InvalidKeyException("unknown curve", unknown);
        }
        if (key.isNext(DerReader.CONTEXT_1)) {
            // The public key, which follows from the private one.
            var unused = key.next(DerReader.CONTEXT_1);
        }
        key.end();
        return KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(secret, curve.getParameterSpec(ECParameterSpec.class)));
    }
}
