package org.oisp.gateway.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerDeadlinesTest {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TimerDeadlines deadlines = new TimerDeadlines();
    private final AtomicInteger ran = new AtomicInteger();

    @AfterEach
    void close() {
        deadlines.close();
    }

    @Test
    void runsAllThatWaitButWhatWasCancelled() {
        Runnable unused = deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS);
        deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS).run();
        unused = deadlines.schedule(
                () -> {
                    throw new IllegalArgumentException("a defect");
                },
                HOUR_MILLIS);
        unused = deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS);

        deadlines.runAll().block(TIMEOUT);

        assertThat(ran).hasValue(2);
        unused.run();
        deadlines.runAll().block(TIMEOUT);
        assertThat(ran).hasValue(2);
    }

    @Test
    void whatComesLaterWaitsForItsTime() throws InterruptedException {
        Runnable unused = deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS);
        deadlines.runAll().block(TIMEOUT);
        unused = deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS);
        CountDownLatch soon = new CountDownLatch(1);
        unused = deadlines.schedule(soon::countDown, 1);

        assertThat(soon.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(1);
    }

    /** Each task that is scheduled while the others run is run by one of the two, and none twice. */
    @Test
    void losesNoneThatComeMeanwhile() throws Exception {
        int tasks = 20_000;
        ExecutorService scheduling = Executors.newSingleThreadExecutor();
        try {
            Future<?> scheduled = scheduling.submit(() -> {
                for (int i = 0; i < tasks; i++) {
                    Runnable unused = deadlines.schedule(ran::incrementAndGet, HOUR_MILLIS);
                }
            });
            while (!scheduled.isDone()) {
                deadlines.runAll().block(TIMEOUT);
            }
            scheduled.get();
            deadlines.runAll().block(TIMEOUT);
            assertThat(ran).hasValue(tasks);
        } finally {
            scheduling.shutdownNow();
        }
    }

    @Test
    void isQuietOnceClosed() {
        deadlines.close();
        deadlines.schedule(ran::incrementAndGet, 1).run();
        assertThat(ran).hasValue(0);
    }
}
