package org.oisp.gateway.auth.token;

import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.Locator;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;

/**
 * Configures jjwt: only listed public-key signature algorithms; no compression, since a few compressed bytes could expand to gigabytes.
 * jjwt checks only the signature: times, issuer and audience are hidden from it, see {@link TokenJson}.
 */
final class TokenParsers {

    private static final TokenJson JSON = new TokenJson();

    private TokenParsers() {}

    /** Returns a parser for tokens that one key signs with RS256. */
    static JwtParser forKey(RSAPublicKey key) {
        return base().sig().clear().add(Jwts.SIG.RS256).and().verifyWith(key).build();
    }

    /** Returns a parser for tokens that any of several keys signs. The locator must check that the algorithm fits the key. */
    static JwtParser forKeys(Locator<Key> keys) {
        return base().sig()
                .clear()
                .add(Jwts.SIG.RS256)
                .add(Jwts.SIG.RS384)
                .add(Jwts.SIG.RS512)
                .add(Jwts.SIG.PS256)
                .add(Jwts.SIG.ES256)
                .add(Jwts.SIG.ES384)
                .and()
                .keyLocator(keys)
                .build();
    }

    private static JwtParserBuilder base() {
        return Jwts.parser().json(JSON).zip().clear().and();
    }
}
