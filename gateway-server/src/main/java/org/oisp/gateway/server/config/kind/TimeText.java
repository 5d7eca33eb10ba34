package org.oisp.gateway.server.config.kind;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses times as settings give them: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}. */
public final class TimeText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern NONE = Pattern.compile("0{1,9}(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(1);

    private TimeText() {}

    /** Returns whether the text is a time of zero: {@code 0s}. */
    static boolean isNone(String text) {
        return NONE.matcher(text).matches();
    }

    /**
     * Parses a time.
     *
     * @param text such as {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}
     * @return the time, more than zero and at most a day; null for any other text
     */
    public static @Nullable Duration parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        long amount = Long.parseLong(parts.group(1));
        Duration time = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        return time.isZero() || time.compareTo(LONGEST) > 0 ? null : time;
    }
}
