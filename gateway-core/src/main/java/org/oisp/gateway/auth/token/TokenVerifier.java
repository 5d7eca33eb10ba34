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
 * Checks the signature and the times of device tokens: RS256 by the key of a file, or what a provider's keys allow, chosen by the
 * token's {@code kid}. A token that was good is remembered by its SHA-256 until it expires, so that a fleet that reconnects does not
 * cost its signatures again; one of the provider's is forgotten as soon as its key or its issuer is no longer the provider's.
 * Thread-safe; takes some ten microseconds and more, so it is not for an event loop.
 */
public final class TokenVerifier {

    /** Longer tokens are not looked at. */
    public static final int MAX_TOKEN_LENGTH = 16 * 1024;

    private final @Nullable JwtParser fileParser;
    private final @Nullable ProviderKeys provider;
    private final Duration leeway;
    private final InstantSource clock;
    private final Cache<Digest, Remembered> remembered;
    private volatile ProviderParser providerParser;

    /**
     * Makes a verifier for tokens that are signed with one key.
     *
     * @param key the key that tokens are signed with
     * @param remembered how many good tokens are remembered at most
     * @param clock the time that tokens expire by
     */
    public TokenVerifier(RSAPublicKey key, int remembered, InstantSource clock) {
        this(key, null, remembered, Duration.ZERO, clock);
    }

    /**
     * Makes a verifier. A token whose {@code kid} is one of the provider's is the provider's; any other has to be signed with the key
     * of the file.
     *
     * @param key the key of the file, or null if there is none
     * @param provider the keys of a provider, or null if there is none
     * @param remembered how many good tokens are remembered at most
     * @param leeway how long before its {@code nbf} a token is good already
     * @param clock the time that tokens expire by
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
     * @return what it says, or null if it is not a good one
     * @throws UnknownKeyException if it is not a good one as far as the keys that are known tell, but names one that is not among them;
     *     never without a provider
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
     * Has the provider's keys fetched, after {@link #verify} met one that is not known.
     *
     * @return completes when it is worth verifying again; never fails, and takes no longer than a fetch may
     */
    public Mono<Void> fetchKeys() {
        return provider == null ? Mono.empty() : provider.lookAgain();
    }

    /**
     * Whether a key that {@link #verify} does not know is really none of the provider's.
     *
     * @return false if the provider cannot be asked at the moment
     */
    public boolean knowsAllKeys() {
        return provider == null || provider.upToDate();
    }

    /**
     * How many good tokens are remembered.
     *
     * @return a number, for a gauge
     */
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

    /** A token of the file's signer may have a {@code kid} too, whatever it stands for there: it costs no fetch. */
    private @Nullable Remembered judgeForeign(String token, UnknownKeyException unknown) {
        if (fileParser == null) {
            throw unknown;
        }
        try {
            // One whose signature is good is judged by it alone, also if its time is over: there is nothing to ask the
            // provider.
            return judgeByFile(token);
        } catch (JwtException notTheFiles) {
            throw unknown;
        }
    }

    /** The token, if it is good now. */
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
     * A token that was good.
     *
     * @param keys the provider's keys that it was judged by
     * @param key the one of them that it was signed with; null: the file's
     */
    private record Remembered(
            VerifiedToken token, KeySet keys, @Nullable SigningKey key) {
        boolean upheldBy(KeySet newest) {
            return key == null || newest.upholds(keys, key);
        }
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
