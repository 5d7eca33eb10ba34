package org.oisp.gateway.auth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Keys, their PEM files, and tokens made by hand: the code under test must not make its own input. */
public final class Keys {

    static final KeyPair OURS = generate("RSA", 2048);
    static final KeyPair FOREIGN = generate("RSA", 2048);

    private Keys() {}

    static RSAPublicKey ourPublicKey() {
        return (RSAPublicKey) OURS.getPublic();
    }

    static RSAPrivateKey ourPrivateKey() {
        return (RSAPrivateKey) OURS.getPrivate();
    }

    public static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /**
     * Returns the key inside an SPKI or PKCS#8 envelope: the content of the envelope's last element.
     *
     * @param envelope SPKI or PKCS#8
     * @param tag of the element that holds the key: BIT STRING or OCTET STRING
     */
    static byte[] pkcs1(byte[] envelope, int tag) {
        int at = contentOf(envelope, 0);
        while (envelope[at] != tag) {
            at = contentOf(envelope, at) + envelope[at + 1];
        }
        // A BIT STRING begins with the number of its unused bits.
        int from = contentOf(envelope, at) + (tag == 0x03 ? 1 : 0);
        return Arrays.copyOfRange(envelope, from, envelope.length);
    }

    /** Returns where the content of a DER element begins, after its tag and length. */
    private static int contentOf(byte[] der, int at) {
        int length = der[at + 1];
        return at + 2 + (length < 0 ? length & 0x7F : 0);
    }

    /** Returns a verifier that caches up to a hundred tokens. */
    public static TokenVerifier verifier(InstantSource clock) {
        return new TokenVerifier(ourPublicKey(), 100, clock);
    }

    /** Returns a valid token of this device and account, signed with our key, which never expires. */
    public static String token(String deviceId, String account) {
        return tokenOf("{\"sub\":\"" + deviceId + "\",\"accounts\":[{\"id\":\"" + account + "\"}]}");
    }

    /** Returns a token with these claims, signed with our key. */
    public static String tokenOf(String claims) {
        return token("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims, OURS.getPrivate(), "SHA256withRSA", null);
    }

    static String token(
            String header,
            String claims,
            PrivateKey key,
            String algorithm,
            @Nullable AlgorithmParameterSpec parameters) {
        try {
            String signed = base64(header) + "." + base64(claims);
            Signature signature = Signature.getInstance(algorithm);
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
