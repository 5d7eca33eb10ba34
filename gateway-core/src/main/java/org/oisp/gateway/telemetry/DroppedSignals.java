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
 * Counts and logs signals that Reactor, Netty or a thread dropped because nothing handled them. Each is a defect; the stack trace is
 * logged at level debug. Applies to the whole process; several gateways in one process share it. Thread-safe.
 */
public final class DroppedSignals {

    /** The instance for this process. */
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

    /** What was dropped, and by which library. The name in lower case is the value of a meter tag. */
    public enum SignalKind implements Tagged {
        /** An error arrived after a Reactor sequence had terminated. */
        ERROR,
        /** A value arrived after a Reactor sequence had terminated. */
        NEXT,
        /** A task of a Reactor scheduler failed. */
        SCHEDULER,
        /** A thread had an uncaught exception. */
        THREAD,
        /** Netty warned: an unhandled exception, a leaked buffer, or a failed listener. */
        NETTY,
        /** Reactor or Reactor Netty warned. */
        REACTOR
    }

    /**
     * Counts and logs a dropped signal. Passes a fatal error on to the uncaught exception handler.
     *
     * @param what a description without payload
     * @param why the cause; null if unknown
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
     * Registers the counters.
     *
     * @param meters the registry
     */
    public void bindTo(MeterRegistry meters) {
        counts.forEach(
                (signalKind, count) -> FunctionCounter.builder("gateway.dropped.signals", count, LongAdder::doubleValue)
                        .description("Signals that Reactor, Netty or a thread dropped because nothing handled them")
                        .tag("kind", signalKind.tag())
                        .register(meters));
    }

    /** Logs how many lines were suppressed; call about once a second. */
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

    /** Describes the cause in one line, with the top stack frame, which a report needs most. */
    private static String described(@Nullable Throwable why) {
        if (why == null) {
            return "";
        }
        StackTraceElement[] stack = why.getStackTrace();
        String where = stack.length == 0 ? "" : " at " + stack[0];
        return ": " + why.getClass().getSimpleName() + ": " + why.getMessage() + where;
    }
}
