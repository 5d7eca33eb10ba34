package org.oisp.gateway.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Captures what the gateway logs, by default at any level, until it is closed. */
public final class LogLines implements AutoCloseable {

    static final String NAME = "org.oisp.gateway";

    private final Logger logger = (Logger) LoggerFactory.getLogger(NAME);
    private final Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    public LogLines() {
        this(Level.TRACE);
    }

    LogLines(Level level) {
        logger.setLevel(level);
        lines.start();
        logger.addAppender(lines);
    }

    /** Returns level, message and exception of each line. */
    public List<String> all() {
        return List.copyOf(lines.list).stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage()
                        + (line.getThrowableProxy() == null
                                ? ""
                                : " " + line.getThrowableProxy().getClassName() + " "
                                        + line.getThrowableProxy().getMessage()))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }
}
