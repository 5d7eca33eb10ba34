package org.oisp.gateway.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Work that ends is restarted, and counts as down until it goes on. */
class BackgroundTasksTest {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Journal journal = new Journal(new JournalSettings(10), InstantSource.system());
    private final BackgroundTasks tasks = new BackgroundTasks(meters, journal, clock);
    private final AtomicInteger begun = new AtomicInteger();
    private Sinks.Empty<Void> work = Sinks.empty();

    @Test
    void workThatFailsIsDownUntilItIsBegunAgain() {
        run();
        assertThat(tasks.down()).isEmpty();
        work.tryEmitError(new IllegalStateException("a defect"));
        assertThat(tasks.down()).containsExactly("bindings");
        assertThat(up()).isZero();

        clock.advanceTimeBy(BackgroundTasks.FIRST_PAUSE);
        assertThat(begun).hasValue(2);
        assertThat(tasks.down()).isEmpty();
        assertThat(up()).isEqualTo(1);
        assertThat(restarts()).isEqualTo(1);
        assertThat(journal.newest(10)).hasSize(1);
    }

    @Test
    void workThatComesToAnEndIsDownAsWell() {
        run();
        work.tryEmitEmpty();
        assertThat(tasks.down()).containsExactly("bindings");
        clock.advanceTimeBy(BackgroundTasks.FIRST_PAUSE);
        assertThat(begun).hasValue(2);
    }

    @Test
    void workThatFailsAgainAndAgainIsDownUntilItHasGoneOnForAWhileAndIsTriedEverMoreSeldom() {
        tasks.run(BackgroundTask.LEASE, Mono.defer(() -> {
            begun.incrementAndGet();
            return Mono.error(new IllegalStateException("a defect"));
        }));
        clock.advanceTimeBy(Duration.ofMinutes(10));
        int inTenMinutes = begun.get();
        // Retries after 0.1 s, 0.2 s and so on, and then twice a minute.
        assertThat(inTenMinutes).isBetween(20, 35);
        assertThat(tasks.down()).containsExactly("lease");
        assertThat(journal.newest(100)).as("it is said once").hasSize(1);

        run();
        work.tryEmitEmpty();
        clock.advanceTimeBy(BackgroundTasks.FIRST_PAUSE);
        work.tryEmitEmpty();
        clock.advanceTimeBy(BackgroundTasks.FIRST_PAUSE.multipliedBy(2));
        assertThat(tasks.down()).containsExactly("bindings", "lease");
        clock.advanceTimeBy(BackgroundTasks.STEADY);
        assertThat(tasks.down()).containsExactly("lease");
    }

    @Test
    void theWorkOfAPartIsMadeOnceAndMayEndOnlyIfItSaysSo() {
        AtomicInteger made = new AtomicInteger();
        tasks.start(BackgroundWork.untilDone(BackgroundTask.DRAIN, Mono::empty));
        tasks.start(BackgroundWork.endless(BackgroundTask.LEASE, () -> {
            made.incrementAndGet();
            return Mono.fromRunnable(begun::incrementAndGet);
        }));
        assertThat(tasks.down()).containsExactly("lease");
        clock.advanceTimeBy(BackgroundTasks.FIRST_PAUSE);
        assertThat(begun).hasValue(2);
        assertThat(made).hasValue(1);
    }

    @Test
    void workThatMayBeDoneIsNotDownWhenItIs() {
        tasks.runUntilDone(BackgroundTask.DRAIN, Mono.empty());
        clock.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(tasks.down()).isEmpty();
        assertThat(meters.get("gateway.background.task.restarts")
                        .tag("task", "drain")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void nothingIsBegunAgainOnceTheGatewayStops() {
        run();
        tasks.dispose();
        work.tryEmitEmpty();
        clock.advanceTimeBy(Duration.ofMinutes(10));
        assertThat(begun).hasValue(1);
    }

    private void run() {
        begun.set(0);
        tasks.run(BackgroundTask.BINDINGS, Mono.defer(() -> {
            begun.incrementAndGet();
            work = Sinks.empty();
            return work.asMono();
        }));
    }

    private double up() {
        return meters.get("gateway.background.task.up")
                .tag("task", "bindings")
                .gauge()
                .value();
    }

    private double restarts() {
        return meters.get("gateway.background.task.restarts")
                .tag("task", "bindings")
                .counter()
                .count();
    }
}
