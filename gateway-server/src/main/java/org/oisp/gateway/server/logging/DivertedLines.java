package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;

/** Logback appender that passes a library's log lines to a listener instead of the console. */
final class DivertedLines extends AppenderBase<ILoggingEvent> {

    private final LineListener lineListener;

    DivertedLines(LineListener lineListener) {
        this.lineListener = lineListener;
    }

    @Override
    protected void append(ILoggingEvent line) {
        lineListener.said(
                line.getLoggerName(),
                line.getFormattedMessage(),
                line.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null);
    }
}
