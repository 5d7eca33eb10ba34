package org.oisp.gateway.it.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Builds device tokens by hand, so that they may be wrong in any way. */
public final class Tokens {

    public static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private Tokens() {}

    /** Returns claims as the platform writes them. */
    public static String claims(String subject, Object account) {
        return claims(
                subject,
                "[{\"id\":\"" + account + "\",\"name\":\"test\",\"role\":\"device\"}]",
                in(Duration.ofHours(1)));
    }

    /** Returns claims with any JSON for {@code accounts}. */
    public static String claims(String subject, String accounts, Instant expires) {
        return "{\"jti\":\"1\",\"iss\":\"http://test\",\"sub\":\"%s\",\"exp\":%d,\"accounts\":%s}"
                .formatted(subject, expires.getEpochSecond(), accounts);
    }

    public static Instant in(Duration time) {
        return Instant.now().plus(time);
    }

    /** Returns a token that the platform would issue for these claims. */
    public static String signed(String claims) {
        return signed(RS256, claims, TestKeys.OURS.getPrivate());
    }

    public static String signed(String header, String claims, PrivateKey key) {
        try {
            String head = head(header, claims);
            return head + "." + base64(signature(head.getBytes(StandardCharsets.US_ASCII), key));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static byte[] signature(byte[] text, PrivateKey key) throws GeneralSecurityException {
        if (key instanceof FastRsaKey quick) {
            return quick.sign(text);
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text);
        return signature.sign();
    }

    /** Returns a token with {@code alg: none} and no signature. */
    public static String unsigned(String claims) {
        return head("{\"alg\":\"none\",\"typ\":\"JWT\"}", claims) + ".";
    }

    /** Returns an HS256 token with the public key's PEM as its secret, valid to a verifier that trusts the token's algorithm. */
    public static String signedWithThePublicKey(String claims, PublicKey key) {
        try {
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pem.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            String head = head("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
            return head + "." + base64(mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String head(String header, String claims) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
