package org.oisp.gateway.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/** The lines that wait for the console. A console that nobody reads holds nobody up: past the queue's end lines are lost, and counted. */
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
