package org.oisp.gateway.server.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.cli.fleet.Absences.Why;

class AbsencesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Absences absences = new Absences();

    @Test
    void tellsWhoWasAwayFromWhoWasThere() {
        absences.begin(10 * SECOND, false);
        // Still away: not a second time.
        absences.begin(11 * SECOND, true);
        assertThat(absences.end(20 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(absences.end(21 * SECOND)).isEqualTo(-1);
        absences.begin(40 * SECOND, true);

        assertThat(absences.why(SECOND)).isEqualTo(Why.HERE);
        // Accepted, and not written yet when the connection broke.
        assertThat(absences.why(9 * SECOND)).isEqualTo(Why.AWAY);
        assertThat(absences.why(15 * SECOND)).isEqualTo(Why.AWAY);
        assertThat(absences.why(25 * SECOND)).isEqualTo(Why.HERE);
        assertThat(absences.why(39 * SECOND)).isEqualTo(Why.STORM);
        assertThat(absences.why(400 * SECOND)).isEqualTo(Why.STORM);
    }
}
