package org.oisp.gateway.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signature and the times of device tokens: RS256 and nothing else. A token that was good is remembered by its
 * SHA-256 until it expires, so that a fleet that reconnects does not cost its signatures again. Thread-safe; takes some ten
 * microseconds and more, so it is not for an event loop.
 */
public final class TokenVerifier {

    /** Longer tokens are not looked at. */
    public static final int MAX_TOKEN_LENGTH = 16 * 1024;

    private final JwtParser parser;
    private final InstantSource clock;
    private final Cache<Digest, VerifiedToken> remembered;

    /**
     * Makes a verifier.
     *
     * @param key the key that tokens are signed with
     * @param remembered how many good tokens are remembered at most
     * @param clock the time that tokens expire by
     */
    @SuppressWarnings("JavaUtilDate") // jjwt's API has no other type for times
    public TokenVerifier(RSAPublicKey key, int remembered, InstantSource clock) {
        this.clock = clock;
        this.remembered = Caffeine.newBuilder().maximumSize(remembered).build();
        this.parser = Jwts.parser()
                .sig()
                .clear()
                .add(Jwts.SIG.RS256)
                .and()
                .zip()
                .clear()
                .and()
                .clock(() -> Date.from(clock.instant()))
                .verifyWith(key)
                .build();
    }

    /**
     * Checks a token.
     *
     * @param token the compact form
     * @return what it says, or null if it is not a good one
     */
    @SuppressWarnings("JavaUtilDate") // jjwt's API has no other type for times
    @Nullable
    public VerifiedToken verify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return null;
        }
        Digest digest = Digest.of(token);
        VerifiedToken known = remembered.getIfPresent(digest);
        if (known != null && clock.millis() < known.expiresAtMillis()) {
            return known;
        }
        Claims claims;
        try {
            claims = parser.parseSignedClaims(token).getPayload();
        } catch (JwtException | IllegalArgumentException refused) {
            return null;
        }
        Date expires = claims.getExpiration();
        VerifiedToken verified = new VerifiedToken(
                claims.getSubject(),
                AccountClaim.of(claims.get("accounts")),
                expires == null ? Long.MAX_VALUE : expires.getTime());
        if (clock.millis() >= verified.expiresAtMillis()) {
            // RFC 7519, 4.1.4: "on or after" that time; the parser lets the time itself pass.
            return null;
        }
        remembered.put(digest, verified);
        return verified;
    }

    /** A SHA-256 in 32 bytes; the token itself is not kept. */
    private record Digest(long a, long b, long c, long d) {
        static Digest of(String token) {
            try {
                ByteBuffer hash = ByteBuffer.wrap(
                        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
                return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException impossible) {
                // Every Java platform has it (MessageDigest, class documentation).
                throw new IllegalStateException(impossible);
            }
        }
    }
}
