package org.oisp.gateway.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.oisp.gateway.cli.fleet.OfflinePeriods.Why;

class OfflinePeriodsTest {

    private static final long SECOND = 1_000_000_000L;

    private final OfflinePeriods offlinePeriods = new OfflinePeriods();

    @Test
    void tellsWhoWasAwayFromWhoWasThere() {
        offlinePeriods.begin(10 * SECOND, false, -1);
        // The device is still absent: this begins no second absence.
        offlinePeriods.begin(11 * SECOND, true, -1);
        assertThat(offlinePeriods.end(20 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(offlinePeriods.end(21 * SECOND)).isEqualTo(-1);
        offlinePeriods.begin(40 * SECOND, true, -1);

        assertThat(offlinePeriods.why(0, SECOND, SECOND)).isEqualTo(Why.HERE);
        // Accepted, but not yet written when the connection broke.
        assertThat(offlinePeriods.why(0, 9 * SECOND, SECOND)).isEqualTo(Why.AWAY);
        assertThat(offlinePeriods.why(0, 15 * SECOND, SECOND)).isEqualTo(Why.AWAY);
        assertThat(offlinePeriods.why(0, 25 * SECOND, SECOND)).isEqualTo(Why.HERE);
        assertThat(offlinePeriods.why(0, 39 * SECOND, SECOND)).isEqualTo(Why.STORM);
        assertThat(offlinePeriods.why(0, 400 * SECOND, SECOND)).isEqualTo(Why.STORM);
    }

    @Test
    void whatALaterOneOvertookWasLostAndNotTheAbsencesDoing() {
        offlinePeriods.begin(10 * SECOND, true, 7);
        offlinePeriods.end(20 * SECOND);

        assertThat(offlinePeriods.why(6, 9 * SECOND, SECOND)).isEqualTo(Why.HERE);
        assertThat(offlinePeriods.why(8, 9 * SECOND, SECOND)).isEqualTo(Why.STORM);
        assertThat(offlinePeriods.why(8, 9 * SECOND, SECOND / 2)).isEqualTo(Why.HERE);
        // Sent during the absence, so earlier deliveries do not matter.
        assertThat(offlinePeriods.why(6, 15 * SECOND, SECOND)).isEqualTo(Why.STORM);
    }

    @Test
    void nothingIsUnderWayLongerThanTheSlowestThatArrived() {
        assertThat(OfflinePeriods.before(new Percentiles(0, 0, 0, 0, 0, 0, 0))).isEqualTo(SECOND / 4);
        assertThat(OfflinePeriods.before(new Percentiles(9, 0, 0, 0, 0, 0, 700_000)))
                .isEqualTo(7 * SECOND / 10);
        assertThat(OfflinePeriods.before(new Percentiles(9, 0, 0, 0, 0, 0, 60_000_000)))
                .isEqualTo(2 * SECOND);
    }
}
