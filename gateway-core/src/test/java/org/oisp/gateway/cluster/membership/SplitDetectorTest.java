package org.oisp.gateway.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalEntry;
import org.oisp.gateway.telemetry.journal.JournalSettings;

class SplitDetectorTest {

    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
    private final Journal journal = new Journal(new JournalSettings(100), InstantSource.system());
    private final SplitDetector detector = new SplitDetector("me:1", SILENCE, new SplitEvents(journal), nanos::get);

    /** Lets time pass; each second the instances say hello, and the leases are read. */
    private void pass(int seconds, List<String> leases, String... speakers) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            for (String speaker : speakers) {
                detector.heard(speaker);
            }
            detector.alive(leases);
        }
    }

    private List<String> entries() {
        return journal.newest(10).stream().map(JournalEntry::text).toList();
    }

    @Test
    void whoHasALeaseAndIsNotHeardIsNamed() {
        detector.linked();
        pass(60, List.of("b:1", "c:1"), "b:1", "c:1", "me:1");
        assertThat(detector.unheard()).isEmpty();
        pass(19, List.of("b:1", "c:1"), "b:1", "me:1");
        assertThat(detector.unheard()).isEmpty();
        pass(40, List.of("b:1", "c:1"), "b:1", "me:1");
        assertThat(detector.unheard()).containsExactly("c:1");
        assertThat(entries()).containsExactly("Not heard over Redis for 20000 ms, though alive by the lease: c:1.");
        assertThat(detector.heard("c:1")).isTrue();
        assertThat(detector.unheard()).isEmpty();
        assertThat(entries().get(0)).isEqualTo("Heard over Redis again: c:1.");
    }

    @Test
    void whoWasNeverHeardIsNamedOnceItHadTheTimeToSpeak() {
        detector.linked();
        pass(60, List.of(), "me:1");
        pass(20, List.of("other-redis:1"), "me:1");
        assertThat(detector.unheard()).isEmpty();
        pass(1, List.of("other-redis:1"), "me:1");
        assertThat(detector.unheard()).containsExactly("other-redis:1");
    }

    @Test
    void whoHasNoLeaseAnyMoreIsNotNamed() {
        detector.linked();
        pass(30, List.of("b:1"), "me:1");
        assertThat(detector.unheard()).containsExactly("b:1");
        detector.alive(List.of());
        assertThat(detector.unheard()).isEmpty();
        pass(30, List.of("b:1"), "me:1");
        assertThat(detector.unheard()).containsExactly("b:1");
        detector.alive(null);
        assertThat(detector.unheard()).isEmpty();
    }

    @Test
    void anInstanceThatDoesNotHearItselfAccusesNoOther() {
        detector.linked();
        pass(60, List.of("b:1"), "b:1", "me:1");
        pass(60, List.of("b:1"));
        assertThat(detector.unheard()).isEmpty();
    }

    @Test
    void anInstanceThatWasFrozenItselfReadsFirstWhatTheOthersSaid() {
        detector.linked();
        pass(60, List.of("b:1"), "b:1", "me:1");
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        detector.alive(List.of("b:1"));
        assertThat(detector.unheard()).isEmpty();
        pass(1, List.of("b:1"), "b:1", "me:1");
        assertThat(detector.unheard()).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void aNewLinkGivesAllTheWholeTimeAgain() {
        detector.linked();
        pass(60, List.of("b:1"), "b:1", "me:1");
        detector.unlinked();
        pass(60, List.of("b:1"));
        detector.linked();
        pass(19, List.of("b:1"), "me:1");
        assertThat(detector.unheard()).isEmpty();
        pass(1, List.of("b:1"), "me:1");
        assertThat(detector.unheard()).containsExactly("b:1");
        detector.unlinked();
        assertThat(detector.unheard()).isEmpty();
    }

    @Test
    void knowsWhetherThereAreOthersBeforeTheyHaveALease() {
        detector.linked();
        pass(1, List.of(), "me:1");
        assertThat(detector.hearsOthers()).isFalse();
        pass(1, List.of(), "me:1", "new:1");
        assertThat(detector.hearsOthers()).isTrue();
        pass(21, List.of(), "me:1");
        assertThat(detector.hearsOthers()).isFalse();
    }

    @Test
    void aLineNamesTenOfMany() {
        detector.linked();
        List<String> many =
                java.util.stream.IntStream.range(10, 30).mapToObj(i -> "g" + i).toList();
        pass(30, many, "me:1");
        assertThat(detector.unheard()).isEqualTo(many);
        assertThat(entries()).hasSize(1);
        assertThat(entries().get(0)).endsWith(": g10, g11, g12, g13, g14, g15, g16, g17, g18, g19 and 10 more.");
    }

    @Test
    void namesThatAnyoneInventsTakeABoundedRoom() {
        detector.linked();
        for (int i = 0; i < 20_000; i++) {
            detector.heard("invented" + i);
        }
        pass(30, List.of("b:1"), "b:1", "me:1");
        assertThat(detector.unheard()).isEmpty();
    }
}
