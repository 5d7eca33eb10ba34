package org.oisp.gateway.auth.token;

import io.jsonwebtoken.Claims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * From when to when a token is good, as jsonwebtoken 8 has it: {@code nbf} and {@code exp} are numbers of any size if they are there, and
 * are compared with whole seconds. So a fraction counts as the second that it ends in.
 *
 * @param beginsMillis when it begins, in milliseconds since 1970; {@link Long#MIN_VALUE} if it has always been good
 * @param endsMillis from when it is not good any more; {@link Long#MAX_VALUE} if that is never
 */
record TokenTimes(long beginsMillis, long endsMillis) {

    private static final double LAST_SECOND = TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE);

    /** What a token's claims say, or null if one of them is no time. */
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

    /** Whether the token is good now; its beginning may be that much later, for clocks that differ. */
    boolean include(InstantSource clock, Duration leeway) {
        long now = clock.millis();
        // Added to the one that cannot overflow.
        return now < endsMillis && beginsMillis <= now + leeway.toMillis();
    }
}
