package org.oisp.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.telemetry.LogLines;

/** Each operation has its timers from the start, and each change of the database's state is logged once. */
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
        assertThat(up()).isZero();
        events.answered(DatabaseOperation.BIND, 1_000);
        assertThat(up()).isOne();
        events.failed(DatabaseOperation.BIND, 1_000, new IllegalStateException("refused"));
        events.failed(DatabaseOperation.PROBE, 1_000, new IllegalStateException());
        events.answered(DatabaseOperation.BEAT, 1_000);
        events.failed(DatabaseOperation.BIND, 1_000, new IllegalStateException("refused"));
        assertThat(up()).isZero();
        events.answered(DatabaseOperation.PROBE, 1_000);
        assertThat(up()).isOne();
        events.answered(DatabaseOperation.BIND, 1_000);

        assertThat(lines.all())
                .containsExactly(
                        "WARN database failed (probe): IllegalStateException; registrations are answered 500 until it is"
                                + " back",
                        "INFO database is back");
        assertThat(timed(DatabaseOperation.BIND, "done")).isEqualTo(2);
        assertThat(timed(DatabaseOperation.BIND, "failed")).isEqualTo(2);
        assertThat(timed(DatabaseOperation.PROBE, "failed")).isEqualTo(1);
    }

    @Test
    void saysOnceThatItsAddressDoesNotFitUntilItDoes() {
        events.addressMisfit("too long");
        events.addressMisfit("too long");
        events.addressFits();
        events.addressMisfit("too long");

        assertThat(lines.all())
                .hasSize(2)
                .containsOnly(
                        "ERROR GATEWAY_ADVERTISED_SERVER: too long; no device can register: set a shorter one and restart");
    }

    @Test
    void saysWhatBecameOfTheRows() {
        events.bindingsSwept(0);
        events.bindingsSwept(3);
        events.bindingsLeft(2);

        assertThat(lines.all())
                .containsExactly(
                        "INFO cleared 3 binding rows of an earlier run",
                        "WARN database unavailable: 2 binding rows still say connected; another instance or the next start clears them");
    }

    private double up() {
        return meters.get("gateway.database.up").gauge().value();
    }

    private long timed(DatabaseOperation operation, String outcome) {
        return meters.get("gateway.database")
                .tags("operation", operation.tag(), "outcome", outcome)
                .timer()
                .count();
    }
}
