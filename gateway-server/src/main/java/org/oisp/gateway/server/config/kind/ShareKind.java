package org.oisp.gateway.server.config.kind;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of something: a number from 0 to 1.
 *
 * @param min the minimum, which is allowed
 * @param max the maximum, which is allowed
 */
public record ShareKind(double min, double max) implements SettingKind<Double> {

    /** Stricter than {@link Double#parseDouble}, which accepts "0.5f". */
    private static final Pattern SHARE = Pattern.compile("[0-9.]+([eE]-?[0-9]+)?");

    /**
     * Returns a share.
     *
     * @param min the minimum, which is allowed
     * @param max the maximum, which is allowed
     * @return the kind
     */
    public static ShareKind share(double min, double max) {
        return new ShareKind(min, max);
    }

    @Override
    public @Nullable Double parse(String text) {
        try {
            double share = SHARE.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
            return share >= min && share <= max ? share : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    @Override
    public String wrong(String text) {
        return "is not a number from " + allowed();
    }

    @Override
    public String allowed() {
        return plain(min) + " to " + plain(max);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
