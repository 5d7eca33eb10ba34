package org.oisp.gateway.it.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects every line logged in this process, the gateway's down to DEBUG, until it is closed. */
public final class LogWatch implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger gateway = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final Level before = gateway.getLevel();
    private final AppenderBase<ILoggingEvent> watch = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    public LogWatch() {
        watch.setContext(root.getLoggerContext());
        watch.start();
        root.addAppender(watch);
        gateway.setLevel(Level.DEBUG);
    }

    public List<String> lines() {
        return lines;
    }

    /** Returns the lines that contain the part. */
    public List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    /** Returns the lines that were logged as errors. */
    public List<String> errors() {
        return lines.stream().filter(line -> line.startsWith("ERROR ")).toList();
    }

    @Override
    public void close() {
        gateway.setLevel(before);
        root.detachAppender(watch);
        watch.stop();
    }
}
