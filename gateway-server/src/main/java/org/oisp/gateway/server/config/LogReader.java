package org.oisp.gateway.server.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.logging.LogSettings;
import org.oisp.gateway.server.logging.LogSettings.LogFormat;
import org.slf4j.event.Level;

/** Reads level and format of the log. The level comes from a setting or from the variable {@code DEBUG} of the original server. */
final class LogReader {

    /** Further level names of the original's logging library. */
    private static final Map<String, Level> ORIGINAL =
            Map.of("http", Level.INFO, "verbose", Level.DEBUG, "silly", Level.TRACE);

    private LogReader() {}

    static LogSettings read(
            SettingReader settings, Environment environment, ConfigurationFindings configurationFindings) {
        LogFormat format = settings.choice(Setting.LOG_FORMAT, LogFormat.class);
        return new LogSettings(level(settings, environment, configurationFindings), format == LogFormat.JSON);
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
        Level original = givenValue != null && givenValue.equals(debug) ? debugLevel(givenValue) : null;
        return original == null ? settings.choice(Setting.LOG_LEVEL, Level.class, debug) : original;
    }

    private static @Nullable Level debugLevel(GivenValue debug) {
        Level level = ChoiceKind.oneOf(Level.class).parse(debug.text());
        return level == null ? ORIGINAL.get(debug.text().toLowerCase(Locale.ROOT)) : level;
    }
}
