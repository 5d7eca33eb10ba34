package org.oisp.gateway.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What was dropped inside Reactor, Netty or a thread since nobody was there to take it: a defect, each of them. Counted, and written in
 * a line; the stack trace at level debug. It is the process's: several gateways in one share it. Thread-safe.
 */
public final class DroppedSignals {

    /** Those of this process. */
    public static final DroppedSignals OF_PROCESS = new DroppedSignals();

    private static final int LOG_LINES_PER_SECOND = 1;

    private final Map<SignalKind, LongAdder> counts = new EnumMap<>(SignalKind.class);
    private final Map<SignalKind, RateLimitedLog> lines = new EnumMap<>(SignalKind.class);

    private DroppedSignals() {
        for (SignalKind signalKind : SignalKind.values()) {
            counts.put(signalKind, new LongAdder());
            lines.put(signalKind, thinned(signalKind));
        }
    }

    /** What was dropped, and by whom. Each is the value of a meter's tag, in lower case. */
    public enum SignalKind implements Tagged {
        /** An error came to a flow of Reactor that had ended. */
        ERROR,
        /** A value came to a flow of Reactor that had ended. */
        NEXT,
        /** A task of one of Reactor's schedulers failed. */
        SCHEDULER,
        /** A thread ended, or would have. */
        THREAD,
        /** Netty warns: an exception that no handler took, a buffer that was not given back, a listener that failed. */
        NETTY,
        /** Reactor, or Reactor Netty, warns. */
        REACTOR
    }

    /**
     * Something was dropped.
     *
     * @param what whose text form says what; no payload
     * @param why what went wrong; null if that is not known
     */
    public void dropped(SignalKind signalKind, String what, @Nullable Throwable why) {
        FatalErrors.passOn(why);
        Objects.requireNonNull(counts.get(signalKind)).increment();
        Objects.requireNonNull(lines.get(signalKind))
                .line(
                        "dropped ({}): {}{}",
                        signalKind.tag(),
                        new UntrustedText(what),
                        new UntrustedText(described(why)));
        if (why != null) {
            LogLine.write(LogLine.logger(), Level.DEBUG, "dropped_signal", "dropped ({})", signalKind.tag(), why);
        }
    }

    /**
     * Shows how many there were.
     *
     * @param meters where
     */
    public void bindTo(MeterRegistry meters) {
        counts.forEach((signalKind, count) -> FunctionCounter.builder(
                        "gateway.dropped.signals", count, LongAdder::doubleValue)
                .description("Signals that were dropped inside Reactor or Netty since nobody was there to take them")
                .tag("kind", signalKind.tag())
                .register(meters));
    }

    /** Writes how many log lines were left out; to be called about once a second. */
    public void summariseLogs() {
        lines.values().forEach(RateLimitedLog::summarise);
    }

    private static RateLimitedLog thinned(SignalKind signalKind) {
        return new RateLimitedLog(
                LogLine.logger(),
                Level.WARN,
                "dropped_signal",
                "signals dropped (" + signalKind.tag() + ")",
                LOG_LINES_PER_SECOND,
                System::nanoTime);
    }

    /** The place is what a report needs most, if there is no more than a line. */
    private static String described(@Nullable Throwable why) {
        if (why == null) {
            return "";
        }
        StackTraceElement[] stack = why.getStackTrace();
        String where = stack.length == 0 ? "" : " at " + stack[0];
        return ": " + why.getClass().getSimpleName() + ": " + why.getMessage() + where;
    }
}
