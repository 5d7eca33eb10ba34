package org.oisp.gateway.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.keys.KeySet;
import org.oisp.gateway.auth.keys.ProviderKeys;
import org.oisp.gateway.auth.keys.SigningKey;
import reactor.core.publisher.Mono;

/**
 * Checks the signature and the times of device tokens: RS256 with the key of a file, or the algorithms of a provider's keys, chosen by the
 * token's {@code kid}. Caches a valid token by its SHA-256 until it expires, so that a fleet that reconnects does not cost its signature
 * checks again. A cached token is checked again once its key or the terms are no longer the provider's. Thread-safe; takes ten
 * microseconds or more, so do not call it on an event loop.
 */
public final class TokenVerifier {

    /** The maximum length of a token; longer ones are invalid. */
    public static final int MAX_TOKEN_LENGTH = TokenJson.MAX_LENGTH;

    private final @Nullable JwtParser fileParser;
    private final @Nullable ProviderKeys provider;
    private final Duration leeway;
    private final InstantSource clock;
    private final Cache<Digest, Remembered> remembered;
    private volatile ProviderParser providerParser;

    /**
     * Creates a verifier for tokens that one key signs.
     *
     * @param key the key that verifies tokens
     * @param remembered the maximum number of cached tokens
     * @param clock the time at which tokens expire
     */
    public TokenVerifier(RSAPublicKey key, int remembered, InstantSource clock) {
        this(key, null, remembered, Duration.ZERO, clock);
    }

    /**
     * Creates a verifier. A token whose {@code kid} is one of the provider's is checked with that key; any other must be signed with the
     * key of the file.
     *
     * @param key the key of the file, or null if there is none
     * @param provider the keys of a provider, or null if there is none
     * @param remembered the maximum number of cached tokens
     * @param leeway how long before its {@code nbf} a token is already valid
     * @param clock the time at which tokens expire
     */
    public TokenVerifier(
            @Nullable RSAPublicKey key,
            @Nullable ProviderKeys provider,
            int remembered,
            Duration leeway,
            InstantSource clock) {
        this.fileParser = key == null ? null : TokenParsers.forKey(key);
        this.leeway = leeway;
        this.provider = provider;
        this.clock = clock;
        this.remembered = Caffeine.newBuilder().maximumSize(remembered).build();
        this.providerParser = new ProviderParser(KeySet.NONE);
    }

    /**
     * Checks a token.
     *
     * @param token the compact form
     * @return its content, or null if it is invalid
     * @throws UnknownKeyException if it is not valid by the known keys, but names an unknown one; never without a provider
     */
    @Nullable
    public VerifiedToken verify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return null;
        }
        KeySet keys = provider == null ? KeySet.NONE : provider.current();
        Digest digest = Digest.of(token);
        Remembered known = remembered.getIfPresent(digest);
        if (known != null && clock.millis() < known.token.expiresAtMillis() && known.upheldBy(keys)) {
            return known.token;
        }
        if (!TokenSyntax.isCanonical(token)) {
            return null;
        }
        Remembered judged;
        try {
            judged = provider == null ? judgeByFile(token) : judgeByProvider(token, keys);
        } catch (JwtException | IllegalArgumentException refused) {
            return null;
        }
        if (judged != null) {
            remembered.put(digest, judged);
        }
        return judged == null ? null : judged.token;
    }

    /**
     * Has the provider's keys fetched, after {@link #verify} met an unknown key.
     *
     * @return completes when the token may be verified again; never fails, and takes no longer than a fetch may
     */
    public Mono<Void> fetchKeys() {
        return provider == null ? Mono.empty() : provider.lookAgain();
    }

    /**
     * Returns whether a key that {@link #verify} does not know is certainly not the provider's; false if the last fetch of its keys failed.
     */
    public boolean knowsAllKeys() {
        return provider == null || provider.upToDate();
    }

    /** Returns the number of cached tokens, for a gauge. */
    public long remembered() {
        return remembered.estimatedSize();
    }

    private @Nullable Remembered judgeByFile(String token) {
        if (fileParser == null) {
            return null;
        }
        Jws<Claims> signed = fileParser.parseSignedClaims(token);
        return TokenSyntax.isPlain(signed.getHeader()) ? inForce(signed.getPayload(), KeySet.NONE, null) : null;
    }

    private @Nullable Remembered judgeByProvider(String token, KeySet keys) {
        ProviderParser parser = providerParser;
        if (parser.keys() != keys) {
            parser = new ProviderParser(keys);
            providerParser = parser;
        }
        try {
            ProviderParser.Judged judged = parser.judge(token);
            return judged == null ? null : inForce(judged.claims(), keys, judged.key());
        } catch (UnknownKeyException unknown) {
            return judgeForeign(token, unknown);
        } catch (ProviderParser.NoKeyIdException none) {
            return judgeByFile(token);
        }
    }

    /**
     * Checks a token with an unknown {@code kid} with the file's key first: the file's signer may set any {@code kid}, and such a token
     * causes no fetch.
     */
    private @Nullable Remembered judgeForeign(String token, UnknownKeyException unknown) {
        if (fileParser == null) {
            throw unknown;
        }
        try {
            // A valid signature of the file's key decides, even if the token has expired: there is nothing to ask the
            // provider.
            return judgeByFile(token);
        } catch (JwtException notTheFiles) {
            throw unknown;
        }
    }

    /** Returns the token if it is valid now, else null. */
    private @Nullable Remembered inForce(Claims claims, KeySet keys, @Nullable SigningKey key) {
        TokenTimes times = TokenTimes.of(claims);
        Object subject = TokenJson.find(claims, Claims.SUBJECT);
        if (times == null || !times.include(clock, leeway) || !(subject == null || subject instanceof String)) {
            return null;
        }
        VerifiedToken token =
                new VerifiedToken((String) subject, AccountClaim.of(claims.get("accounts")), times.endsMillis());
        return new Remembered(token, keys, key);
    }

    /**
     * A token that was valid.
     *
     * @param keys the provider's keys that it was checked with
     * @param key the one of them that signed it; null for the file's key
     */
    private record Remembered(
            VerifiedToken token, KeySet keys, @Nullable SigningKey key) {
        boolean upheldBy(KeySet newest) {
            return key == null || newest.upholds(keys, key);
        }
    }

    /** A SHA-256 in 32 bytes, stored instead of the token. */
    private record Digest(long a, long b, long c, long d) {
        static Digest of(String token) {
            try {
                ByteBuffer hash = ByteBuffer.wrap(
                        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
                return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException impossible) {
                // Every Java platform has SHA-256 (MessageDigest, class documentation).
                throw new IllegalStateException(impossible);
            }
        }
    }
}
