package org.oisp.gateway.auth.token;

import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.Locator;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Date;

/** How jjwt is set: signatures of public keys only, named one by one; no compression, whose few bytes could become gigabytes. */
final class TokenParsers {

    private TokenParsers() {}

    /** For tokens that one key signs, with RS256. */
    static JwtParser forKey(RSAPublicKey key, InstantSource clock) {
        return base(clock)
                .sig()
                .clear()
                .add(Jwts.SIG.RS256)
                .and()
                .verifyWith(key)
                .build();
    }

    /** For tokens that any of several keys signs. The locator has to see to it that the algorithm goes with the key. */
    static JwtParser forKeys(Locator<Key> keys, InstantSource clock) {
        return base(clock)
                .sig()
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

    @SuppressWarnings("JavaUtilDate") // jjwt's API has no other type for times
    private static JwtParserBuilder base(InstantSource clock) {
        return Jwts.parser().zip().clear().and().clock(() -> Date.from(clock.instant()));
    }
}
