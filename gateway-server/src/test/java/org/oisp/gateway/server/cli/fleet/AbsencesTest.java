package org.oisp.gateway.server.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.oisp.gateway.server.cli.fleet.Absences.Why;

class AbsencesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Absences absences = new Absences();

    @Test
    void tellsWhoWasAwayFromWhoWasThere() {
        absences.begin(10 * SECOND, false, -1);
        // Still away: not a second time.
        absences.begin(11 * SECOND, true, -1);
        assertThat(absences.end(20 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(absences.end(21 * SECOND)).isEqualTo(-1);
        absences.begin(40 * SECOND, true, -1);

        assertThat(absences.why(0, SECOND, SECOND)).isEqualTo(Why.HERE);
        // Accepted, and not written yet when the connection broke.
        assertThat(absences.why(0, 9 * SECOND, SECOND)).isEqualTo(Why.AWAY);
        assertThat(absences.why(0, 15 * SECOND, SECOND)).isEqualTo(Why.AWAY);
        assertThat(absences.why(0, 25 * SECOND, SECOND)).isEqualTo(Why.HERE);
        assertThat(absences.why(0, 39 * SECOND, SECOND)).isEqualTo(Why.STORM);
        assertThat(absences.why(0, 400 * SECOND, SECOND)).isEqualTo(Why.STORM);
    }

    @Test
    void whatALaterOneOvertookWasLostAndNotTheAbsencesDoing() {
        absences.begin(10 * SECOND, true, 7);
        absences.end(20 * SECOND);

        assertThat(absences.why(6, 9 * SECOND, SECOND)).isEqualTo(Why.HERE);
        assertThat(absences.why(8, 9 * SECOND, SECOND)).isEqualTo(Why.STORM);
        assertThat(absences.why(8, 9 * SECOND, SECOND / 2)).isEqualTo(Why.HERE);
        // Sent while it was away, whatever came before.
        assertThat(absences.why(6, 15 * SECOND, SECOND)).isEqualTo(Why.STORM);
    }

    @Test
    void nothingIsUnderWayLongerThanTheSlowestThatArrived() {
        assertThat(Absences.before(new Percentiles(0, 0, 0, 0, 0, 0, 0))).isEqualTo(SECOND / 4);
        assertThat(Absences.before(new Percentiles(9, 0, 0, 0, 0, 0, 700_000))).isEqualTo(7 * SECOND / 10);
        assertThat(Absences.before(new Percentiles(9, 0, 0, 0, 0, 0, 60_000_000)))
                .isEqualTo(2 * SECOND);
    }
}
