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
 * What nobody catches in this process: counted and said in a line, and never left to what the libraries do by default. It ends at once
 * when its memory is gone, also that of Netty's buffers, of which the JVM does not know: half of it would go on, deaf. Installed where a
 * process starts, for all of it.
 */
public final class ProcessFaults {

    private static final Logger LOG = LoggerFactory.getLogger("org.oisp.gateway");

    /** As the JVM ends with -XX:+ExitOnOutOfMemoryError. */
    private static final int EXIT_FATAL = 3;

    /** Says again what its hook is told. */
    private static final String SCHEDULERS = "reactor.core.scheduler.Schedulers";

    private ProcessFaults() {}

    /** Takes over what would be dropped from here on. */
    public static void install() {
        DroppedSignals signals = DroppedSignals.OF_PROCESS;
        // Not Hooks.onOperatorError: what fails in an operator goes on as an error, and is somebody's to handle.
        Hooks.onErrorDropped(error -> signals.dropped(SignalKind.ERROR, "an error behind the end", error));
        Hooks.onNextDropped(value ->
                signals.dropped(SignalKind.NEXT, "a " + value.getClass().getSimpleName() + " behind the end", null));
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

    /** Whatever else fails meanwhile, as it may without memory: to say why is worth a try, to end is not left to chance. */
    private static void end(Thread thread, Throwable fatal) {
        try {
            LOG.error("the process ends: {} on {}", fatal, thread.getName(), fatal);
            LogOutput.flush();
        } finally {
            Runtime.getRuntime().halt(EXIT_FATAL);
        }
    }
}
