package org.oisp.gateway.server.config;

import java.util.regex.Pattern;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.GivenValue;

/** Parses a share: a number from 0 to 1. */
final class ShareText {

    /** Stricter than {@link Double#parseDouble}, which accepts "0.5f". */
    private static final Pattern SHARE = Pattern.compile("[0-9.]+([eE]-?[0-9]+)?");

    private ShareText() {}

    /** Returns the share, or the default if it is not set or invalid, which is reported. */
    static double read(SettingReader settings, Setting setting, double min, double max) {
        GivenValue givenValue = settings.find(setting);
        if (givenValue != null) {
            double share = parse(givenValue.text());
            if (share >= min && share <= max) {
                return share;
            }
            settings.wrong(givenValue, "is not a number from " + plain(min) + " to " + plain(max));
        }
        return Double.parseDouble(setting.defaultValue());
    }

    private static double parse(String text) {
        try {
            return SHARE.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
