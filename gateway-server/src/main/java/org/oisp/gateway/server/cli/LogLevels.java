package org.oisp.gateway.server.cli;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is logged. */
final class LogLevels {

    private LogLevels() {}

    /** Logs what the gateway says at this level and above. */
    static void apply(Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger("org.oisp.gateway").setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /** Leaves it to this command to say what went wrong at a server, and not to the libraries that ask it. */
    static void silenceLibraries() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(ch.qos.logback.classic.Level.OFF);
        }
    }

    /** Writes the lines that still wait. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.stop();
        }
    }
}
