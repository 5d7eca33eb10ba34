package org.oisp.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests the limit of lines of a kind per second, and the count of the others, on the test's own clock. */
class RateLimitedLogTest {

    private static final long SECOND = 1_000_000_000L;

    private final LogLines lines = new LogLines();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND / 2);
    private final RateLimitedLog log = new RateLimitedLog(
            LoggerFactory.getLogger(LogLines.NAME), org.slf4j.event.Level.INFO, "things happened", 3, nanos::get);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void writesEveryLineWhileTheyAreFew() {
        log.line("peer={} thing {}", "p", 1);
        log.line("peer={} thing {}", "p", null);
        log.summarise();

        assertThat(lines.all()).containsExactly("INFO peer=p thing 1", "INFO peer=p thing null");
    }

    @Test
    void leavesOutWhatIsTooMuchAndSaysHowMuchThatWas() {
        write(10);
        assertThat(lines.all()).containsExactly("INFO thing 0", "INFO thing 1", "INFO thing 2");

        log.summarise();
        assertThat(lines.all()).hasSize(4).last().isEqualTo("INFO 7 more: things happened");
        log.summarise();
        assertThat(lines.all()).hasSize(4);
    }

    @Test
    void writesAgainInTheNextSecond() {
        write(10);
        nanos.addAndGet(SECOND - 1);
        write(10);
        assertThat(lines.all()).hasSize(3);

        // The clock has overflowed by now, as System.nanoTime() may.
        nanos.addAndGet(1);
        write(10);
        assertThat(lines.all()).hasSize(6);
        log.summarise();
        assertThat(lines.all()).last().isEqualTo("INFO 24 more: things happened");
    }

    @Test
    void startsAFreshSecondAfterAPause() {
        nanos.addAndGet(100 * SECOND);
        write(10);
        nanos.addAndGet(SECOND / 2);
        write(10);
        assertThat(lines.all()).hasSize(3);
    }

    @Test
    void countsNothingThatWouldNotBeWrittenAnyway() {
        try (LogLines quieter = new LogLines(Level.WARN)) {
            write(10);
            assertThat(quieter.all()).isEmpty();
        }
        log.summarise();

        assertThat(lines.all()).isEmpty();
    }

    @Test
    void writesOrCountsEachLineOfManyThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> write(10_000));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.summarise();

        assertThat(lines.all()).hasSize(4).last().isEqualTo("INFO 79997 more: things happened");
    }

    private void write(int count) {
        IntStream.range(0, count).forEach(n -> log.line("thing {}", n));
    }
}
