package org.oisp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each operation has its timers from the start, and a database that comes and goes is said once each time. */
class DatabaseEventsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DatabaseEvents events = new DatabaseEvents(meters);
    private final LogLines lines = new LogLines();

    @AfterEach
    void close() {
        lines.close();
    }

    @ParameterizedTest
    @EnumSource(DatabaseOperation.class)
    void timesEachOperationFromTheStart(DatabaseOperation operation) {
        assertThat(timed(operation, "done")).isZero();
        assertThat(timed(operation, "failed")).isZero();
        assertThat(meters.get("gateway.database").timers())
                .allSatisfy(timer -> assertThat(timer.getId().getDescription()).isNotBlank());
    }

    @Test
    void saysOnceThatTheDatabaseIsAwayAndOnceThatItIsBack() {
        events.answered(DatabaseOperation.BIND, 1_000);
        events.failed(DatabaseOperation.BIND, 1_000, new IllegalStateException("refused"));
        events.failed(DatabaseOperation.PROBE, 1_000, new IllegalStateException());
        events.answered(DatabaseOperation.PROBE, 1_000);
        events.answered(DatabaseOperation.BIND, 1_000);
        events.failed(DatabaseOperation.SWEEP, 1_000, new IllegalStateException());

        assertThat(lines.all())
                .containsExactly(
                        "WARN database failed (bind): refused; registrations are answered 500 until it is back",
                        "INFO database is back",
                        "WARN database failed (sweep): IllegalStateException; registrations are answered 500 until it is"
                                + " back");
        assertThat(timed(DatabaseOperation.BIND, "done")).isEqualTo(2);
        assertThat(timed(DatabaseOperation.BIND, "failed")).isEqualTo(1);
        assertThat(timed(DatabaseOperation.PROBE, "failed")).isEqualTo(1);
        assertThat(timed(DatabaseOperation.SWEEP, "failed")).isEqualTo(1);
    }

    @Test
    void saysOfAnAnswerThatDidNotComeThatItWasLate() {
        events.failed(
                DatabaseOperation.BIND, 1_000, new TimeoutException("Did not observe any item within 2000ms in 'x'"));

        assertThat(lines.all())
                .containsExactly(
                        "WARN database failed (bind): no answer in time; registrations are answered 500 until it is"
                                + " back");
    }

    @Test
    void saysWhatBecameOfTheRows() {
        events.bindingsSwept(0);
        events.bindingsSwept(3);
        events.bindingsLeft(2);

        assertThat(lines.all())
                .containsExactly(
                        "INFO cleared 3 binding rows that an earlier run left",
                        "WARN database away: 2 binding rows still say connected; another instance clears them, or the next start");
    }

    private long timed(DatabaseOperation operation, String outcome) {
        return meters.get("gateway.database")
                .tags("operation", operation.tag(), "outcome", outcome)
                .timer()
                .count();
    }
}
