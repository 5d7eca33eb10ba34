package org.oisp.gateway.auth.token;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.UnsupportedJwtException;
import java.security.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.keys.KeySet;
import org.oisp.gateway.auth.keys.SigningKey;

/**
 * Checks tokens with one version of a provider's keys. Uses only {@code kid} and {@code alg} of a token's header; ignores keys and
 * addresses in it ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}).
 */
final class ProviderParser {

    private final KeySet keys;
    private final JwtParser parser;

    ProviderParser(KeySet keys) {
        this.keys = keys;
        this.parser = TokenParsers.forKeys(this::locate);
    }

    KeySet keys() {
        return keys;
    }

    /**
     * Checks signature, issuer and audience.
     *
     * @return the claims and the key, or null if issuer, audience or header do not fit
     * @throws UnknownKeyException if its key is not in this version
     * @throws NoKeyIdException if it names no key
     * @throws io.jsonwebtoken.JwtException if it is invalid
     */
    @Nullable
    Judged judge(String token) {
        Jws<Claims> signed = parser.parseSignedClaims(token);
        if (!TokenSyntax.isPlain(signed.getHeader())) {
            return null;
        }
        Claims claims = signed.getPayload();
        KeySet.Terms terms = keys.terms();
        if (terms.issuer() != null && !terms.issuer().equals(TokenJson.find(claims, Claims.ISSUER))) {
            return null;
        }
        if (terms.audience() != null && !isFor(terms.audience(), TokenJson.find(claims, Claims.AUDIENCE))) {
            return null;
        }
        return new Judged(claims, key(signed.getHeader()));
    }

    /** The audience is one string or an array of strings (RFC 7519, 4.1.3). */
    private static boolean isFor(String wanted, @Nullable Object audience) {
        return audience instanceof List<?> several ? several.contains(wanted) : wanted.equals(audience);
    }

    private Key locate(Header header) {
        if (!(header instanceof JwsHeader signed)) {
            throw new UnsupportedJwtException("not a signed token");
        }
        return key(signed).key();
    }

    private SigningKey key(JwsHeader header) {
        String id = header.getKeyId();
        if (id == null) {
            throw new NoKeyIdException();
        }
        SigningKey key = keys.find(id);
        if (key == null) {
            throw new UnknownKeyException();
        }
        if (!key.algorithms().contains(header.getAlgorithm())) {
            throw new UnsupportedJwtException("the key is for a different algorithm");
        }
        return key;
    }

    /** The claims of a valid token, and the key that signed it. */
    record Judged(Claims claims, SigningKey key) {}

    /** A token names no key. Has no stack trace, since it is an expected event. */
    static final class NoKeyIdException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoKeyIdException() {
            super("the token names no key", null, false, false);
        }
    }
}
