package org.oisp.gateway.server.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.logging.LogSettings;
import org.slf4j.event.Level;

/** Reads level and format of the log. The level comes from a setting or from the variable {@code DEBUG} of the original server. */
final class LogReader {

    private static final String TEXT = "text";
    private static final String JSON = "json";

    private static final Map<String, Level> LEVELS = Map.of(
            "error", Level.ERROR,
            "warn", Level.WARN,
            "info", Level.INFO,
            "debug", Level.DEBUG,
            "trace", Level.TRACE);

    /** Further level names of the original's logging library. */
    private static final Map<String, Level> ORIGINAL =
            Map.of("http", Level.INFO, "verbose", Level.DEBUG, "silly", Level.TRACE);

    private LogReader() {}

    static LogSettings read(
            SettingReader settings, Environment environment, ConfigurationFindings configurationFindings) {
        return new LogSettings(level(settings, environment, configurationFindings), isJson(settings));
    }

    private static boolean isJson(SettingReader settings) {
        GivenValue givenValue = settings.find(Setting.LOG_FORMAT);
        String text = givenValue == null ? TEXT : givenValue.text().toLowerCase(Locale.ROOT);
        if (givenValue != null && !text.equals(TEXT) && !text.equals(JSON)) {
            settings.wrong(givenValue, "is neither text nor json");
        }
        return text.equals(JSON);
    }

    private static Level level(
            SettingReader settings, Environment environment, ConfigurationFindings configurationFindings) {
        GivenValue debug = environment.get("DEBUG");
        if (debug != null && debugLevel(debug) == null) {
            // Other programs use this variable with other values.
            configurationFindings.note("DEBUG is \"" + debug.text() + "\", which is not a log level; it is ignored");
            debug = null;
        }
        GivenValue givenValue = settings.find(Setting.LOG_LEVEL, debug);
        if (givenValue == null) {
            return Level.INFO;
        }
        Level level = givenValue.equals(debug) ? debugLevel(givenValue) : level(givenValue);
        if (level == null) {
            settings.wrong(givenValue, "is not error, warn, info, debug or trace");
        }
        return level == null ? Level.INFO : level;
    }

    private static @Nullable Level debugLevel(GivenValue debug) {
        Level level = level(debug);
        return level == null ? ORIGINAL.get(debug.text().toLowerCase(Locale.ROOT)) : level;
    }

    private static @Nullable Level level(GivenValue givenValue) {
        return LEVELS.get(givenValue.text().toLowerCase(Locale.ROOT));
    }
}
