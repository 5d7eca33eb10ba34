package org.oisp.gateway.auth.keys;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.Parser;
import io.jsonwebtoken.security.AsymmetricJwk;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.PrivateJwk;
import io.jsonwebtoken.security.PublicJwk;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking whether a key that a provider published is fit for tokens.
 *
 * @param key the key, or null if it is not fit
 * @param remark the reason for an operator if it is not fit; empty for a key that has another purpose
 */
record KeyValidation(@Nullable SigningKey key, Optional<String> remark) {

    private static final Parser<Jwk<?>> PARSER = Jwks.parser().build();
    private static final KeyValidation OTHER_PURPOSE = new KeyValidation(null, Optional.empty());

    /** RFC 7518, 3.3. */
    private static final int MIN_RSA_BITS = 2048;

    /** A longer key would cost milliseconds of CPU time for each token, valid or not. */
    private static final int MAX_RSA_BITS = 8192;

    /** A long exponent would cost as much; all exponents in use have 17 bits or fewer. */
    private static final int MAX_EXPONENT_BITS = 32;

    private static final Set<String> RSA_ALGORITHMS =
            Set.of(Jwts.SIG.RS256.getId(), Jwts.SIG.RS384.getId(), Jwts.SIG.RS512.getId(), Jwts.SIG.PS256.getId());

    /**
     * Checks a key.
     *
     * @param text one key of a set, JSON
     */
    static KeyValidation of(String text) {
        try {
            return of(PARSER.parse(text));
        } catch (JwtException | IllegalArgumentException unreadable) {
            // Damaged, or of a future type, which is to be ignored (RFC 7517, 5).
            return OTHER_PURPOSE;
        }
    }

    private static KeyValidation of(Jwk<?> jwk) {
        String id = jwk.getId();
        if (jwk instanceof PrivateJwk) {
            return unfit(id, "its private key is published: replace the key");
        }
        if (!(jwk instanceof PublicJwk<?> published)) {
            return unfit(id, "a secret, not a public key");
        }
        if (!isForSignatures(published)) {
            return OTHER_PURPOSE;
        }
        if (id == null) {
            return unfit(null, "no kid");
        }
        PublicKey key = published.toKey();
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS
                    || bits > MAX_RSA_BITS
                    || rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
                return unfit(id, "an RSA key of " + bits + " bits");
            }
        }
        Set<String> algorithms = algorithms(key);
        String only = published.getAlgorithm();
        if (only != null) {
            algorithms = algorithms.contains(only) ? Set.of(only) : Set.of();
        }
        return algorithms.isEmpty()
                ? OTHER_PURPOSE
                : new KeyValidation(new SigningKey(id, key, algorithms), Optional.empty());
    }

    private static KeyValidation unfit(@Nullable String id, String why) {
        return new KeyValidation(null, Optional.of((id == null ? "a key" : id) + " (" + why + ")"));
    }

    private static boolean isForSignatures(AsymmetricJwk<?> jwk) {
        String use = jwk.getPublicKeyUse();
        return (use == null || use.equals("sig"))
                && (jwk.getOperations() == null
                        || jwk.getOperations().isEmpty()
                        || jwk.getOperations().contains(Jwks.OP.VERIFY));
    }

    private static Set<String> algorithms(Key key) {
        if (key instanceof RSAPublicKey) {
            return RSA_ALGORITHMS;
        }
        if (key instanceof ECPublicKey curve) {
            // The parser accepts only NIST curves, so the field size identifies the curve.
            return switch (curve.getParams().getCurve().getField().getFieldSize()) {
                case 256 -> Set.of(Jwts.SIG.ES256.getId());
                case 384 -> Set.of(Jwts.SIG.ES384.getId());
                default -> Set.of();
            };
        }
        return Set.of();
    }
}
