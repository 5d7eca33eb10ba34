package org.oisp.gateway.server.socket.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.oisp.gateway.device.AccountId;

/** Signs the tokens of devices that exist only in a rehearsal, with a key that only the rehearsal trusts. Blocks for a moment. */
public final class RehearsalTokens {

    private static final int KEY_BITS = 2048;
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private final RSAPublicKey publicKey;
    private final PrivateKey privateKey;

    private RehearsalTokens(RSAPublicKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /**
     * Generates a key, which is never stored.
     *
     * @return signs with that key
     */
    public static RehearsalTokens ofNewKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new RehearsalTokens((RSAPublicKey) pair.getPublic(), pair.getPrivate());
        } catch (GeneralSecurityException impossible) {
            // Every Java platform has RSA with 2048 bits (KeyPairGenerator, class documentation).
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns the key that verifies the tokens.
     *
     * @return the public key
     */
    public RSAPublicKey publicKey() {
        return publicKey;
    }

    /** Returns a token, valid for a minute. */
    String sign(AccountId account, String device) {
        long ends = InstantSource.system().instant().plus(LIFE).getEpochSecond();
        String claims = "{\"sub\":\"" + device + "\",\"exp\":" + ends + ",\"accounts\":[{\"id\":\"" + account.value()
                + "\",\"name\":\"rehearsal\",\"role\":\"device\"}]}";
        String signed = encoded(HEADER.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException impossible) {
            // Every Java platform has it (Signature, class documentation), and the key is of its kind.
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
