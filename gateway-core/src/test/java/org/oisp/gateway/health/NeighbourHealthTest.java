package org.oisp.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.journal.JournalEntry;
import org.oisp.gateway.journal.JournalSettings;

class NeighbourHealthTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Journal journal = new Journal(new JournalSettings(100), InstantSource.system());
    private final NeighbourHealth health =
            new NeighbourHealth(journal, EnumSet.of(Neighbour.DATABASE, Neighbour.REDIS), nanos::get);

    @Test
    void nothingIsKnownBeforeAnybodyWasAsked() {
        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.UNKNOWN);
        assertThat(health.state(Neighbour.KAFKA)).isEqualTo(NeighbourState.OFF);
        assertThat(health.lastStatement()).isNull();
        assertThat(journal.size()).isZero();
    }

    @Test
    void oneStatementThatFailsAmongOthersSaysNothing() {
        for (int i = 0; i < 10; i++) {
            health.statementFailed("deadlock");
            health.statementFailed("deadlock");
            health.statementDone(1_500_000);
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        }

        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.UP);
        assertThat(health.lastStatement()).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(journal.size()).isZero();
    }

    @Test
    void manyThatFailInARowAreAnOutageAndItIsSaidOnce() {
        health.statementDone(1);
        for (int i = 0; i < 100; i++) {
            health.statementFailed("Connection refused");
        }

        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.DOWN);

        health.statementDone(1);

        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.UP);
        assertThat(journal.newest(10))
                .extracting(JournalEntry::outcome)
                .containsExactly("database_up", "database_down");
        assertThat(journal.newest(10).get(1).text()).isEqualTo("The database does not answer: Connection refused");
    }

    @Test
    void soAreTwoThatFailWithNoBetterOneForASecond() {
        health.statementFailed("no answer in time");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        health.statementFailed("no answer in time");

        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.DOWN);
    }

    @Test
    void anOutageBeganWhenItsFirstStatementFailed() {
        AtomicLong millis = new AtomicLong(1_763_900_000_000L);
        Journal dated = new Journal(new JournalSettings(100), () -> Instant.ofEpochMilli(millis.get()));
        NeighbourHealth watched = new NeighbourHealth(dated, EnumSet.of(Neighbour.DATABASE), nanos::get);
        watched.statementFailed("no answer in time");
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        millis.addAndGet(5_000);
        watched.statementFailed("no answer in time");

        assertThat(dated.newest(1).get(0).atMillis()).isEqualTo(1_763_900_000_000L);
        assertThat(watched.downSinceMillis(Neighbour.DATABASE)).isEqualTo(1_763_900_000_000L);

        watched.statementDone(1);

        assertThat(watched.downSinceMillis(Neighbour.DATABASE)).isNull();
    }

    @Test
    void aReasonThatNobodyKnowsIsNotSaid() {
        health.down(Neighbour.REDIS, null);

        assertThat(journal.newest(1).get(0).text()).isEqualTo("Redis does not answer.");
    }

    @Test
    void theOthersAreDownAtOnceAndEachChangeIsSaidOnce() {
        health.up(Neighbour.REDIS);
        health.down(Neighbour.REDIS, "connection reset");
        health.down(Neighbour.REDIS, "connection refused");
        health.up(Neighbour.REDIS);
        health.up(Neighbour.REDIS);

        assertThat(journal.newest(10)).extracting(JournalEntry::outcome).containsExactly("redis_up", "redis_down");
    }
}
