package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;

/** Lines of a library that somebody is told in place of the console. */
final class DivertedLines extends AppenderBase<ILoggingEvent> {

    private final LogOutput.Listener listener;

    DivertedLines(LogOutput.Listener listener) {
        this.listener = listener;
    }

    @Override
    protected void append(ILoggingEvent line) {
        listener.said(
                line.getLoggerName(),
                line.getFormattedMessage(),
                line.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null);
    }
}
