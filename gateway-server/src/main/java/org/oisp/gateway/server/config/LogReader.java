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

    private static final Map<String, Level> LEVELS = Map.of(
            "error", Level.ERROR,
            "warn", Level.WARN,
            "info", Level.INFO,
            "debug", Level.DEBUG,
            "trace", Level.TRACE);

    /** What the original's logging library calls its levels beside those. */
    private static final Map<String, Level> ORIGINAL =
            Map.of("http", Level.INFO, "verbose", Level.DEBUG, "silly", Level.TRACE);

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
        if (debug != null && debugLevel(debug) == null) {
            // Other programs use this variable for other things.
            findings.note("DEBUG is \"" + debug.text() + "\", which is no log level; it is not used");
            debug = null;
        }
        Given given = settings.find(Setting.LOG_LEVEL, debug);
        if (given == null) {
            return Level.INFO;
        }
        Level level = given.equals(debug) ? debugLevel(given) : level(given);
        if (level == null) {
            settings.wrong(given, "is not error, warn, info, debug or trace");
        }
        return level == null ? Level.INFO : level;
    }

    private static @Nullable Level debugLevel(Given debug) {
        Level level = level(debug);
        return level == null ? ORIGINAL.get(debug.text().toLowerCase(Locale.ROOT)) : level;
    }

    private static @Nullable Level level(Given given) {
        return LEVELS.get(given.text().toLowerCase(Locale.ROOT));
    }
}
