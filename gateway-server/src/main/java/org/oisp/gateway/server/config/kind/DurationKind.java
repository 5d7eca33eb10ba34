package org.oisp.gateway.server.config.kind;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A time from a millisecond to a day.
 *
 * @param orZero whether {@code 0s} is allowed as well
 */
public record DurationKind(boolean orZero) implements SettingKind<Duration> {

    /**
     * Returns a time of at least a millisecond.
     *
     * @return the kind
     */
    public static DurationKind time() {
        return new DurationKind(false);
    }

    /**
     * Returns a time that may be zero.
     *
     * @return the kind
     */
    public static DurationKind timeOrZero() {
        return new DurationKind(true);
    }

    @Override
    public @Nullable Duration parse(String text) {
        return orZero && TimeText.isNone(text) ? Duration.ZERO : TimeText.parse(text);
    }

    @Override
    public String wrong(String text) {
        return "is not a time such as " + (orZero ? "0s, 500ms or 30s" : "500ms, 30s or 2m") + ", of at most a day";
    }

    @Override
    public String allowed() {
        return (orZero ? "0s" : "1ms") + " to 24h";
    }
}
