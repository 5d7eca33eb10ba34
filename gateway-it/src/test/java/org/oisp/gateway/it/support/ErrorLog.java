package org.oisp.gateway.it.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects every line that any logger writes at level ERROR, until it is closed. */
public final class ErrorLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> watch = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                String cause = event.getThrowableProxy() == null
                        ? ""
                        : " (" + event.getThrowableProxy().getClassName() + ": "
                                + event.getThrowableProxy().getMessage() + ")";
                lines.add(event.getFormattedMessage() + cause);
            }
        }
    };

    public ErrorLog() {
        watch.setContext(root.getLoggerContext());
        watch.start();
        root.addAppender(watch);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        root.detachAppender(watch);
        watch.stop();
    }
}
