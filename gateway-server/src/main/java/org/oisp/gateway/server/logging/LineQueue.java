package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bounded queue of log lines for the console. Drops and counts lines when it is full, so that a blocked console never blocks a
 * thread.
 */
public final class LineQueue extends AsyncAppender {

    private final LongAdder lost = new LongAdder();

    @Override
    protected void append(ILoggingEvent line) {
        if (getRemainingCapacity() == 0) {
            lost.increment();
            return;
        }
        super.append(line);
    }

    long lost() {
        return lost.sum();
    }
}
