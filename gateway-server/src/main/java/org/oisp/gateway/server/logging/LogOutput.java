package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is logged, and how it is written. It is the process's: several gateways in one share it. */
public final class LogOutput {

    /** What all of the gateway's own loggers are below. */
    private static final String GATEWAY = "org.oisp.gateway";

    private static final String QUEUE = "async";
    private static final String CONSOLE = "console";

    private LogOutput() {}

    /**
     * Logs as the settings say.
     *
     * @param settings level and form
     * @param instance what JSON lines say which instance wrote them
     */
    public static void apply(LogSettings settings, String instance) {
        if (settings.json() && console() instanceof ConsoleAppender<ILoggingEvent> console) {
            JsonLines.writeTo(console, instance);
        }
        level(settings.level());
    }

    /**
     * Logs what the gateway says at this level and above.
     *
     * @param level the level
     */
    public static void level(Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger(GATEWAY).setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /**
     * At which level the gateway logs.
     *
     * @return the level
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

    /** Leaves it to a command to say what went wrong at a server, and not to the libraries that ask it. */
    public static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(ch.qos.logback.classic.Level.OFF);
        }
    }

    /** Who is told what a library has to say. */
    @FunctionalInterface
    public interface LineListener {
        /**
         * A library has something to say.
         *
         * @param logger the name of its logger
         * @param line what it says
         * @param why what went wrong; null if it does not say
         */
        void said(String logger, String line, @Nullable Throwable why);
    }

    /**
     * Has what libraries say told to somebody, and not written.
     *
     * @param loggers the names that their loggers are below
     * @param lineListener told each line that would have been written
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

    /** Writes the lines that still wait. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }

    /**
     * How many lines wait to be written.
     *
     * @return a number, for a gauge
     */
    public static int waiting() {
        return queue() instanceof LineQueue queue ? queue.getNumberOfElementsInQueue() : 0;
    }

    /**
     * How many lines were lost, since nobody reads the console.
     *
     * @return a number that only grows
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
