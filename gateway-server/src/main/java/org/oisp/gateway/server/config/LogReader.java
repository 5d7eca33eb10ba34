package org.oisp.gateway.server.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.Findings;
import org.oisp.gateway.server.config.source.Given;
import org.oisp.gateway.server.logging.LogSettings;
import org.slf4j.event.Level;

/** What is logged and how. The level is given by a setting, or by the variable {@code DEBUG} that the original reads. */
final class LogReader {

    private static final String TEXT = "text";
    private static final String JSON = "json";

    /** What the original's logging library calls its levels, and the usual names. */
    private static final Map<String, Level> LEVELS = Map.of(
            "error", Level.ERROR,
            "warn", Level.WARN,
            "info", Level.INFO,
            "http", Level.INFO,
            "verbose", Level.DEBUG,
            "debug", Level.DEBUG,
            "silly", Level.TRACE,
            "trace", Level.TRACE);

    private LogReader() {}

    static LogSettings read(SettingReader settings, Environment environment, Findings findings) {
        return new LogSettings(level(settings, environment, findings), isJson(settings));
    }

    private static boolean isJson(SettingReader settings) {
        Given given = settings.find(Setting.LOG_FORMAT);
        String text = given == null ? TEXT : given.text().toLowerCase(Locale.ROOT);
        if (given != null && !text.equals(TEXT) && !text.equals(JSON)) {
            settings.wrong(given, "is neither text nor json");
        }
        return text.equals(JSON);
    }

    private static Level level(SettingReader settings, Environment environment, Findings findings) {
        Given debug = environment.get("DEBUG");
        if (debug != null && level(debug) == null) {
            // Other programs use this variable for other things.
            findings.note("DEBUG is \"" + debug.text() + "\", which is no log level; it is not used");
            debug = null;
        }
        Given given = settings.find(Setting.LOG_LEVEL, debug);
        if (given == null) {
            return Level.INFO;
        }
        Level level = level(given);
        if (level == null) {
            settings.wrong(given, "is not error, warn, info, debug or trace");
        }
        return level == null ? Level.INFO : level;
    }

    private static @Nullable Level level(Given given) {
        return LEVELS.get(given.text().toLowerCase(Locale.ROOT));
    }
}
