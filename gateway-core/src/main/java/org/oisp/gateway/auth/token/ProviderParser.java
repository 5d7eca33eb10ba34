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
 * Checks tokens with one state of a provider's keys. Of a token's header nothing counts but {@code kid} and {@code alg}: a key that it
 * brings along or an address that it names ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) is not looked at.
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
     * @return what it says, or null if it was issued by or for somebody else
     * @throws UnknownKeyException if its key is not among these
     * @throws NoKeyIdException if it names no key
     * @throws io.jsonwebtoken.JwtException if it is not good
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

    /** RFC 7519, 4.1.3: one text, or several in an array. */
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
            throw new UnsupportedJwtException("the key is for another algorithm");
        }
        return key;
    }

    /** What a good token says, and the key that it was signed with. */
    record Judged(Claims claims, SigningKey key) {}

    /** A token names no key. Has no stack trace: it is an event, not a defect. */
    static final class NoKeyIdException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoKeyIdException() {
            super("the token names no key", null, false, false);
        }
    }
}
