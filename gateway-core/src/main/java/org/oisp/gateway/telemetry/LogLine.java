package org.oisp.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes log lines. Each has the name of its event and its {@link LogField} arguments as structured fields, which only JSON lines show.
 * Thread-safe.
 */
public final class LogLine {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    private LogLine() {}

    /** Returns the logger that the whole gateway uses. */
    public static Logger logger() {
        return LOG;
    }

    public static void info(String event, String format, @Nullable Object... arguments) {
        write(LOG, Level.INFO, event, format, arguments);
    }

    public static void warn(String event, String format, @Nullable Object... arguments) {
        write(LOG, Level.WARN, event, format, arguments);
    }

    public static void error(String event, String format, @Nullable Object... arguments) {
        write(LOG, Level.ERROR, event, format, arguments);
    }

    /** Writes a line; a Throwable as the last argument is written with its stack trace. */
    public static void write(Logger log, Level level, String event, String format, @Nullable Object... arguments) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder line = log.atLevel(level).addKeyValue("event", event);
        for (Object argument : arguments) {
            if (argument instanceof LogField field) {
                line = field.addTo(line);
            } else if (argument instanceof Throwable defect) {
                line = line.setCause(defect);
            }
        }
        line.log(format, arguments);
    }
}
