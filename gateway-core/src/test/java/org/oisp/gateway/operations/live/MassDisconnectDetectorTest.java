package org.oisp.gateway.operations.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.telemetry.journal.JournalEntry;

class MassDisconnectDetectorTest {

    private final Fixture fixture = new Fixture();
    private final Sampler sampler = fixture.sampler();
    private final MassDisconnectDetector watch =
            new MassDisconnectDetector(fixture.journal, new LiveEvents(fixture.meters));

    /** Takes one sample a second with these numbers of devices. */
    private void see(int... devices) {
        for (int now : devices) {
            fixture.time.advanceTimeBy(Duration.ofSeconds(1));
            fixture.devices = now;
            watch.check(sampler.take());
        }
    }

    private List<String> told() {
        return fixture.journal.newest(10).stream()
                .map(entry -> entry.outcome() + ": " + entry.text())
                .toList();
    }

    @Test
    void saysOnceThatAllHaveLeft() {
        see(500, 500, 300, 120, 0, 0, 0);

        assertThat(told())
                .containsExactly("devices_down: Of 500 devices none is connected any more: all have left within 3 s.");
    }

    @Test
    void waitsUntilTheRestStays() {
        see(500, 240, 230, 200, 200, 200);

        assertThat(told())
                .containsExactly("devices_down: Of 500 devices 200 are left: the others have left within 4 s.");
    }

    @Test
    void saysThatTheyAreBack() {
        see(500, 0, 100, 449, 450, 500, 500);

        assertThat(told()).first().isEqualTo("devices_up: 450 devices are connected again; before it were 500 before.");
        assertThat(told()).hasSize(2);

        see(0);

        assertThat(fixture.journal.newest(10))
                .extracting(JournalEntry::outcome)
                .first()
                .isEqualTo("devices_down");
    }

    @Test
    void fewComeAndGoAndSoDoManyInTheirOwnTime() {
        see(9, 0, 9, 0);
        see(100);
        for (int left = 99; left > 0; left--) {
            see(left, left);
        }

        assertThat(told()).allMatch(line -> !line.contains("Of 100 "));
    }

    @Test
    void aDrainIsNoLoss() {
        see(500);
        fixture.draining = true;
        see(0, 0);

        assertThat(told()).isEmpty();
    }
}
