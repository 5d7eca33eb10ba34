package org.oisp.gateway.server.lifecycle;

import java.util.Set;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.telemetry.DroppedSignals;
import org.oisp.gateway.telemetry.DroppedSignals.SignalKind;
import org.oisp.gateway.telemetry.FatalErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

/**
 * Handles errors that nothing else in the process catches: counts and logs each, instead of leaving it to the libraries' defaults. Halts
 * the process when memory is exhausted, including Netty's direct buffers, which the JVM does not track; otherwise the process would go on
 * only in part. Installed once for the process.
 */
public final class ProcessFaults {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    /** The exit status of -XX:+ExitOnOutOfMemoryError. */
    private static final int EXIT_FATAL = 3;

    /** Logs the same errors that its hook already receives. */
    private static final String SCHEDULERS = "reactor.core.scheduler.Schedulers";

    private ProcessFaults() {}

    /** Installs the handlers. */
    public static void install() {
        DroppedSignals signals = DroppedSignals.OF_PROCESS;
        // Not Hooks.onOperatorError: an error in an operator continues downstream, where it is handled.
        Hooks.onErrorDropped(error -> signals.dropped(SignalKind.ERROR, "an error after the stream's end", error));
        Hooks.onNextDropped(value -> signals.dropped(
                SignalKind.NEXT, "a " + value.getClass().getSimpleName() + " after the stream's end", null));
        Schedulers.onHandleError(
                (thread, error) -> signals.dropped(SignalKind.SCHEDULER, "a task on " + thread.getName(), error));
        Thread.setDefaultUncaughtExceptionHandler(ProcessFaults::uncaught);
        LogOutput.divert(
                Set.of("io.netty"),
                (logger, line, why) -> signals.dropped(SignalKind.NETTY, logger + ": " + line, why));
        LogOutput.divert(Set.of("reactor"), (logger, line, why) -> {
            if (!logger.equals(SCHEDULERS)) {
                signals.dropped(SignalKind.REACTOR, logger + ": " + line, why);
            }
        });
    }

    private static void uncaught(Thread thread, Throwable error) {
        Throwable fatal = FatalErrors.in(error);
        if (fatal != null) {
            end(thread, fatal);
        }
        DroppedSignals.OF_PROCESS.dropped(SignalKind.THREAD, "on " + thread.getName(), error);
    }

    /** Halts even if logging fails, as it may without memory: logging is best effort, halting must be certain. */
    private static void end(Thread thread, Throwable fatal) {
        try {
            LOG.error("the process ends: {} on {}", fatal, thread.getName(), fatal);
            LogOutput.flush();
        } finally {
            Runtime.getRuntime().halt(EXIT_FATAL);
        }
    }
}
