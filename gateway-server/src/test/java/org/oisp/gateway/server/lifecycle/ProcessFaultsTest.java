package org.oisp.gateway.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.telemetry.DefectSite;
import org.oisp.gateway.telemetry.DroppedSignals;
import org.oisp.gateway.telemetry.FatalErrors;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** Unhandled errors are counted by kind, logged in a line without a stack trace, and never left to a default handler. */
class ProcessFaultsTest {

    private static final LoggerContext LOGS = (LoggerContext) LoggerFactory.getILoggerFactory();

    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private Level level;

    @BeforeEach
    void install() {
        // Commands silence the libraries, and other tests of this JVM run commands.
        level = LOGS.getLogger(Logger.ROOT_LOGGER_NAME).getLevel();
        LOGS.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        ProcessFaults.install();
        DroppedSignals.OF_PROCESS.bindTo(meters);
        written.start();
        LOGS.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
    }

    @AfterEach
    void uninstall() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        Schedulers.resetOnHandleError();
        Thread.setDefaultUncaughtExceptionHandler(before);
        for (String library : List.of("io.netty", "reactor")) {
            LOGS.getLogger(library).detachAndStopAllAppenders();
            LOGS.getLogger(library).setAdditive(true);
        }
        LOGS.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(written);
        LOGS.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    }

    @Test
    void anErrorOrAValueBehindTheEndOfAFlow() {
        assertCounted("error", () -> Operators.onErrorDropped(new IllegalStateException("late"), Context.empty()));
        assertCounted("next", () -> Operators.onNextDropped("a value that may be a secret", Context.empty()));
        assertThat(lines()).allSatisfy(line -> assertThat(line).doesNotContain("secret", "\n"));
    }

    @Test
    void aTaskOfASchedulerAndAThread() {
        Scheduler scheduler = Schedulers.newSingle("faults");
        assertCounted("scheduler", () -> {
            scheduler.schedule(() -> {
                throw new IllegalStateException("a defect");
            });
            // Waits until the failing task has run.
            Mono.fromRunnable(() -> {}).subscribeOn(scheduler).block();
        });
        scheduler.dispose();
        assertCounted("thread", () -> {
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("a defect");
            });
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
    }

    @Test
    void whatNettyAndReactorWarnOf() {
        assertCounted(
                "netty",
                () -> LoggerFactory.getLogger(DefaultChannelPipeline.class)
                        .warn("An exceptionCaught() event was fired", new IllegalStateException("a defect")));
        assertCounted(
                "reactor", () -> LoggerFactory.getLogger("reactor.netty.any").warn("it was left to us"));
        assertThat(written.list)
                .extracting(ILoggingEvent::getLoggerName)
                .doesNotContain(DefaultChannelPipeline.class.getName(), "reactor.netty.any");
        assertThat(written.list).noneMatch(line -> line.getThrowableProxy() != null);
    }

    @Test
    void theProcessEndsForWhatIsNoPeersAlone() {
        assertThat(FatalErrors.in(new OutOfMemoryError())).isNotNull();
        assertThat(FatalErrors.in(new DecoderException(new OutOfMemoryError("direct"))))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(FatalErrors.in(new InternalError())).isNotNull();
        assertThat(FatalErrors.in(new StackOverflowError())).isNull();
        assertThat(FatalErrors.in(new NoClassDefFoundError())).isNull();
        assertThat(FatalErrors.in(null)).isNull();
    }

    @Test
    void whoeverRunsTheProcessHearsOfAFatalErrorThatNettyOrReactorCaught() {
        List<Throwable> heard = new ArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> heard.add(error));
        Error gone = new OutOfMemoryError("direct");
        LoggerFactory.getLogger(DefaultChannelPipeline.class)
                .warn("An exceptionCaught() event was fired", new DecoderException(gone));
        Operators.onErrorDropped(gone, Context.empty());
        new ConnectionEvents(meters).failed(DefectSite.READ, "peer", null, new DecoderException(gone));
        assertThat(heard).containsExactly(gone, gone, gone);
    }

    private void assertCounted(String kind, Runnable event) {
        double counted = count(kind);
        event.run();
        assertThat(count(kind)).as(kind).isEqualTo(counted + 1);
    }

    private double count(String kind) {
        return meters.get("gateway.dropped.signals")
                .tag("kind", kind)
                .functionCounter()
                .count();
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
