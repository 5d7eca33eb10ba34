package org.oisp.gateway.auth.token;

import io.jsonwebtoken.Claims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The validity period of a token, as jsonwebtoken 8 interprets it: {@code nbf} and {@code exp} are numbers of any size if present, and are
 * compared with whole seconds, so a fraction is rounded up.
 *
 * @param beginsMillis when it begins, in milliseconds since 1970; {@link Long#MIN_VALUE} if always valid before the end
 * @param endsMillis when it ends, in milliseconds since 1970, exclusive; {@link Long#MAX_VALUE} if never
 */
record TokenTimes(long beginsMillis, long endsMillis) {

    private static final double LAST_SECOND = TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE);

    /** Returns the period of a token's claims, or null if one of them is not a number. */
    static @Nullable TokenTimes of(Claims claims) {
        Double begins = time(claims, Claims.NOT_BEFORE, Double.NEGATIVE_INFINITY);
        Double ends = time(claims, Claims.EXPIRATION, Double.POSITIVE_INFINITY);
        return begins == null || ends == null ? null : new TokenTimes(millis(begins), millis(ends));
    }

    private static @Nullable Double time(Claims claims, String name, double otherwise) {
        if (!TokenJson.has(claims, name)) {
            return otherwise;
        }
        return TokenJson.find(claims, name) instanceof Double number ? number : null;
    }

    private static long millis(double seconds) {
        if (seconds >= LAST_SECOND) {
            return Long.MAX_VALUE;
        }
        return seconds <= -LAST_SECOND ? Long.MIN_VALUE : TimeUnit.SECONDS.toMillis((long) Math.ceil(seconds));
    }

    /** Returns whether the token is valid now; it is valid already for the leeway before it begins, since clocks differ. */
    boolean include(InstantSource clock, Duration leeway) {
        long now = clock.millis();
        // Added to now, since that cannot overflow.
        return now < endsMillis && beginsMillis <= now + leeway.toMillis();
    }
}
