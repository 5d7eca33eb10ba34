package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.helpers.NOPAppender;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.NOPLogger;

/** Configures Logback: level, format and queue. Applies to the whole process; several gateways in one process share it. */
public final class LogOutput {

    /** The parent of all loggers of the gateway. */
    private static final String GATEWAY = "org.oisp.gateway";

    private static final String QUEUE = "async";
    private static final String CONSOLE = "console";

    private LogOutput() {}

    /**
     * Applies the settings.
     *
     * @param settings level and format
     * @param instance the name of this instance in JSON lines
     */
    public static void apply(LogSettings settings, String instance) {
        if (settings.json() && console() instanceof ConsoleAppender<ILoggingEvent> console) {
            JsonLines.writeTo(console, instance);
        }
        level(settings.level());
    }

    /**
     * Sets the level of the gateway's loggers.
     *
     * @param level the lowest level that is logged
     */
    public static void level(Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger(GATEWAY).setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /**
     * Returns the level of the gateway's loggers.
     *
     * @return the lowest level that is logged
     */
    public static Level level() {
        Level level = Level.ERROR;
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            for (Level each : Level.values()) {
                if (logs.getLogger(GATEWAY).isEnabledForLevel(each)) {
                    level = each;
                }
            }
        }
        return level;
    }

    /** Turns off all loggers but the gateway's, so that a command reports a server's failure itself. */
    public static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(ch.qos.logback.classic.Level.OFF);
        }
    }

    /**
     * Passes the log lines of libraries to a listener instead of writing them.
     *
     * @param loggers the parents of the libraries' loggers
     * @param lineListener receives each line that would have been written
     */
    public static void divert(Set<String> loggers, LineListener lineListener) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            for (String name : loggers) {
                DivertedLines lines = new DivertedLines(lineListener);
                lines.setContext(logs);
                lines.start();
                logs.getLogger(name).addAppender(lines);
                logs.getLogger(name).setAdditive(false);
            }
        }
    }

    /**
     * Returns a log that nobody reads, of the class that the gateway's log has: the JVM compiles calls for the classes that it has seen.
     *
     * @return always the same logger
     */
    public static synchronized Logger unread() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext logs)) {
            return NOPLogger.NOP_LOGGER;
        }
        ch.qos.logback.classic.Logger log = logs.getLogger(GATEWAY + ".unread");
        if (log.isAdditive()) {
            NOPAppender<ILoggingEvent> nothing = new NOPAppender<>();
            nothing.setContext(logs);
            nothing.start();
            log.addAppender(nothing);
            log.setAdditive(false);
        }
        return log;
    }

    /** Writes the queued lines and stops logging. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }

    /**
     * Returns the number of queued lines.
     *
     * @return the current number, for a gauge
     */
    public static int waiting() {
        return queue() instanceof LineQueue queue ? queue.getNumberOfElementsInQueue() : 0;
    }

    /**
     * Returns the number of lines that were dropped because the console was not read.
     *
     * @return a total, for a counter
     */
    public static long lost() {
        return queue() instanceof LineQueue queue ? queue.lost() : 0;
    }

    private static @Nullable Appender<ILoggingEvent> queue() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext logs
                ? logs.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(QUEUE)
                : null;
    }

    private static @Nullable Appender<ILoggingEvent> console() {
        return queue() instanceof LineQueue queue ? queue.getAppender(CONSOLE) : null;
    }
}
