package org.oisp.gateway.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Log lines of one kind, limited per second: ten thousand devices that reconnect at once produce ten lines and a count. The meters count
 * every event. Thread-safe.
 */
public final class RateLimitedLog {

    private static final long SECOND = 1_000_000_000L;

    private static final int EVENTS_PER_SECOND = 10;

    private final Logger log;
    private final Level level;
    private final String event;
    private final String kind;
    private final long perSecond;
    private final LongSupplier nanos;
    private final AtomicLong windowEnd;
    private final AtomicLong inWindow = new AtomicLong();
    private final LongAdder leftOut = new LongAdder();

    public RateLimitedLog(Logger log, Level level, String kind, long perSecond, LongSupplier nanos) {
        this(log, level, kind.replace(' ', '_'), kind, perSecond, nanos);
    }

    /** Creates a log; {@code event} is the event name in JSON lines, {@code kind} describes the suppressed lines in the summary. */
    public RateLimitedLog(Logger log, Level level, String event, String kind, long perSecond, LongSupplier nanos) {
        this.log = log;
        this.level = level;
        this.event = event;
        this.kind = kind;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.windowEnd = new AtomicLong(nanos.getAsLong() + SECOND);
    }

    /**
     * Creates a log limited to ten lines a second.
     *
     * @param event the event name in JSON lines
     * @param kind a plural description of the suppressed lines
     */
    public static RateLimitedLog ofEvents(Logger log, Level level, String event, String kind) {
        return new RateLimitedLog(log, level, event, kind, EVENTS_PER_SECOND, System::nanoTime);
    }

    public void line(String format, @Nullable Object... arguments) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        long now = nanos.getAsLong();
        long end = windowEnd.get();
        if (now - end >= 0 && windowEnd.compareAndSet(end, now + SECOND)) {
            inWindow.set(0);
        }
        if (inWindow.incrementAndGet() > perSecond) {
            leftOut.increment();
            return;
        }
        LogLine.write(log, level, event, format, arguments);
    }

    /** Logs how many lines were suppressed since the last call, if any. */
    public void summarise() {
        long count = leftOut.sumThenReset();
        if (count > 0) {
            log.atLevel(level)
                    .addKeyValue("event", event)
                    .addKeyValue("count", count)
                    .log("{} more: {}", count, kind);
        }
    }
}
