package org.oisp.gateway.it.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects the log lines of the gateways in this process, down to DEBUG, until it is closed. */
public final class GatewayLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final Level before = logger.getLevel();
    private final AppenderBase<ILoggingEvent> watch = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    public GatewayLog() {
        watch.setContext(logger.getLoggerContext());
        watch.start();
        logger.addAppender(watch);
        logger.setLevel(Level.DEBUG);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.setLevel(before);
        logger.detachAppender(watch);
        watch.stop();
    }
}
