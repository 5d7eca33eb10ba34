package org.oisp.gateway.telemetry.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalSettings;

class NeighbourHealthTest {

    private final Journal journal = new Journal(new JournalSettings(100), InstantSource.system());
    private final NeighbourHealth health =
            new NeighbourHealth(journal, EnumSet.of(Neighbour.DATABASE, Neighbour.REDIS));

    @Test
    void nothingIsKnownBeforeAnybodyWasAsked() {
        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.UNKNOWN);
        assertThat(health.state(Neighbour.KAFKA)).isEqualTo(NeighbourState.OFF);
        assertThat(health.lastStatement()).isNull();
        assertThat(journal.size()).isZero();
    }

    @Test
    void keepsHowLongTheLastStatementTookAndSaysNothingOfTheDatabaseByIt() {
        health.statementDone(1_500_000);

        assertThat(health.lastStatement()).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(health.state(Neighbour.DATABASE)).isEqualTo(NeighbourState.UNKNOWN);
        assertThat(journal.size()).isZero();
    }

    @Test
    void saysWhyTheDatabaseIsDownOnce() {
        health.up(Neighbour.DATABASE);
        health.down(Neighbour.DATABASE, "cannot execute UPDATE in a read-only transaction");
        health.down(Neighbour.DATABASE, "no answer in time");
        health.up(Neighbour.DATABASE);

        assertThat(journal.newest(10))
                .extracting(JournalEntry::text)
                .containsExactly(
                        "The database is back.",
                        "The database fails: cannot execute UPDATE in a read-only transaction");
    }

    @Test
    void saysSinceWhenAServerIsDown() {
        AtomicLong millis = new AtomicLong(1_763_900_000_000L);
        Journal dated = new Journal(new JournalSettings(100), () -> Instant.ofEpochMilli(millis.get()));
        NeighbourHealth watched = new NeighbourHealth(dated, EnumSet.of(Neighbour.DATABASE));
        watched.down(Neighbour.DATABASE, "no answer in time");
        millis.addAndGet(5_000);
        watched.down(Neighbour.DATABASE, "no answer in time");

        assertThat(dated.newest(1).get(0).atMillis()).isEqualTo(1_763_900_000_000L);
        assertThat(watched.downSinceMillis(Neighbour.DATABASE)).isEqualTo(1_763_900_000_000L);

        watched.up(Neighbour.DATABASE);

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
