package org.oisp.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.protocol.Reply;

/** Rows of devices that left while the database is away are kept, and retried at a slow pace. */
class ReleaseTest {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Gateway gateway = new Gateway(3);
    private final Conversation peer = gateway.connect();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void triesTwiceASecondUntilTheDatabaseIsBack() {
        leaveWhileTheDatabaseIsAway();
        assertThat(gateway.failedReleases()).isEqualTo(1);
        gateway.pass(PAUSE.minusMillis(1));
        assertThat(gateway.failedReleases()).isEqualTo(1);
        gateway.pass(Duration.ofMillis(1));
        assertThat(gateway.failedReleases()).isEqualTo(2);
        gateway.pass(PAUSE);
        assertThat(gateway.failedReleases()).isEqualTo(3);

        gateway.database.away = false;
        gateway.pass(PAUSE);

        assertThat(gateway.database.released).containsExactlyInAnyOrder(uid("d1"), uid("d2"));
        gateway.pass(PAUSE);
        assertThat(gateway.database.released).hasSize(2);
        assertThat(gateway.failedReleases()).isEqualTo(3);
    }

    @Test
    void aRegistrationDoesNotWaitForThemNorCutTheirPauseShort() {
        leaveWhileTheDatabaseIsAway();

        gateway.database.away = false;
        Conversation other = gateway.connect();
        other.registers("d3");
        other.hears(Reply.REGISTERED);
        assertThat(gateway.database.released).isEmpty();

        gateway.pass(PAUSE);
        assertThat(gateway.database.released).containsExactlyInAnyOrder(uid("d1"), uid("d2"));
    }

    private void leaveWhileTheDatabaseIsAway() {
        peer.registers("d1");
        peer.registers("d2");
        gateway.database.away = true;
        peer.breaksOff();
        assertThat(gateway.database.released).isEmpty();
    }

    private static UUID uid(String id) {
        return FakeDatabase.uid(Gateway.ACCOUNT, id);
    }
}
