package org.oisp.gateway.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log level, from the variable that the original reads it from: {@code DEBUG} holds a level's name. */
final class LogLevels {

    private static final Map<String, Level> NAMES = Map.of(
            "error", Level.ERROR,
            "warn", Level.WARN,
            "info", Level.INFO,
            "verbose", Level.DEBUG,
            "debug", Level.DEBUG,
            "silly", Level.TRACE,
            "trace", Level.TRACE);

    private LogLevels() {}

    /** Any other value leaves the level as it is: other programs use this variable for other things. */
    static void apply(@Nullable String name) {
        Level level = name == null ? null : NAMES.get(name.trim().toLowerCase(Locale.ROOT));
        if (level != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger("org.oisp.gateway").setLevel(level);
        }
    }

    /** Writes the lines that still wait. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }
}
