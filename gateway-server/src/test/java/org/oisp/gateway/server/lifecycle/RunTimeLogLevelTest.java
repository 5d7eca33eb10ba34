package org.oisp.gateway.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.logging.LogOutput;
import org.oisp.gateway.server.management.LogLevelControl.Holding;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Tests changes of the log level by operators, on the test's own clock. */
class RunTimeLogLevelTest {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Level before = LogOutput.level();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.oisp.gateway");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RunTimeLogLevel control = new RunTimeLogLevel(
            LogOutput::level, LogOutput::level, clock, new Journal(new JournalSettings(100), InstantSource.system()));

    @BeforeEach
    void info() {
        LogOutput.level(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void restore() {
        logger.detachAppender(lines);
        LogOutput.level(before);
        clock.dispose();
    }

    @Test
    void holdsUntilItIsChangedAndSaysSo() {
        assertThat(control.current()).isEqualTo(new Holding("info", null));
        assertThat(control.set("DEBUG", null)).isEqualTo(new Holding("debug", null));
        assertThat(LogOutput.level()).isEqualTo(Level.DEBUG);
        clock.advanceTimeBy(Duration.ofDays(30));
        assertThat(control.current().level()).isEqualTo("debug");
        assertThat(lines()).containsExactly("log level is debug until it is changed");
    }

    @Test
    void comesBackByItself() {
        assertThat(control.set("trace", "10m")).isEqualTo(new Holding("trace", 600_000L));
        clock.advanceTimeBy(Duration.ofSeconds(599));
        assertThat(LogOutput.level()).isEqualTo(Level.TRACE);
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(control.current()).isEqualTo(new Holding("info", null));
        assertThat(lines()).containsExactly("log level is trace for 10m", "log level is info again");
    }

    /** The timer's thread waits for the lock that the other change holds, so its cancellation comes too late. */
    @Test
    void aTimeThatIsOverTakesNoOtherChangeBack() {
        List<Runnable> due = new ArrayList<>();
        Scheduler late = new Scheduler() {
            @Override
            public Disposable schedule(Runnable task) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                due.add(task);
                return Disposables.disposed();
            }

            @Override
            public Worker createWorker() {
                throw new UnsupportedOperationException();
            }
        };
        RunTimeLogLevel other = new RunTimeLogLevel(LogOutput::level, LogOutput::level, late, Journal.unread());
        other.set("debug", "10m");
        other.set("trace", "10m");
        due.get(0).run();
        assertThat(LogOutput.level()).isEqualTo(Level.TRACE);
        due.get(1).run();
        assertThat(LogOutput.level()).isEqualTo(Level.INFO);
        other.set("warn", null);
        due.forEach(Runnable::run);
        assertThat(LogOutput.level()).isEqualTo(Level.WARN);
    }

    @Test
    void comesBackToWhatWasBeforeTheFirstWhile() {
        control.set("debug", "10m");
        control.set("trace", "10m");
        clock.advanceTimeBy(Duration.ofMinutes(10));
        assertThat(LogOutput.level()).isEqualTo(Level.INFO);

        control.set("debug", "10m");
        control.set("warn", null);
        clock.advanceTimeBy(Duration.ofMinutes(20));
        assertThat(LogOutput.level()).isEqualTo(Level.WARN);
    }

    @Test
    void comesBackWhenTheGatewayStops() {
        control.set("debug", "10m");
        control.dispose();
        assertThat(LogOutput.level()).isEqualTo(Level.INFO);
    }

    @Test
    void isSeenThoughNothingElseIs() {
        control.set("error", "1m");
        assertThat(lines()).containsExactly("log level is error for 1m");
        clock.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(lines()).containsExactly("log level is error for 1m", "log level is info again");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> control.set("loud", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> control.set("debug", "soon")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> control.set("debug", "0s")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> control.set("debug", "25h")).isInstanceOf(IllegalArgumentException.class);
        assertThat(control.current()).isEqualTo(new Holding("info", null));
    }

    private List<String> lines() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
