package org.oisp.gateway.events;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Log lines of one kind, at most so many a second: ten thousand devices that reconnect at once are ten lines and a count. The
 * meters count every one. Thread-safe.
 */
final class ThinnedLog {

    private static final long SECOND = 1_000_000_000L;

    /** Room for an account, a device's longest id and some words. */
    private static final int MAX_ARGUMENT = 320;

    /** Control and format characters, line and paragraph separators, and halves of characters. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private final Logger log;
    private final Level level;
    private final String kind;
    private final long perSecond;
    private final LongSupplier nanos;
    private final AtomicLong windowEnd;
    private final AtomicLong inWindow = new AtomicLong();
    private final LongAdder leftOut = new LongAdder();

    ThinnedLog(Logger log, Level level, String kind, long perSecond, LongSupplier nanos) {
        this.log = log;
        this.level = level;
        this.kind = kind;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.windowEnd = new AtomicLong(nanos.getAsLong() + SECOND);
    }

    void line(String format, @Nullable Object... arguments) {
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
        log.atLevel(level).log(format, printable(arguments));
    }

    /** What a peer calls itself is anything that fits into a frame: it must neither forge a line nor fill the log. */
    private static Object[] printable(@Nullable Object... arguments) {
        Object[] texts = new Object[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = printable(String.valueOf(arguments[i]));
        }
        return texts;
    }

    private static String printable(String text) {
        String shown = text.length() > MAX_ARGUMENT ? text.substring(0, MAX_ARGUMENT) + "…" : text;
        return UNPRINTABLE.matcher(shown).replaceAll("?");
    }

    /** Says how many lines were left out since the last time, if any were. */
    void summarise() {
        long count = leftOut.sumThenReset();
        if (count > 0) {
            log.atLevel(level).log("{} more: {}", count, kind);
        }
    }
}
