package org.oisp.gateway.server.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

    private static final long MILLI = 1_000_000L;

    private final Tally tally = new Tally(200, 2);

    @Test
    void knowsEachActuationByItsNumber() {
        tally.begin(new Pace(0, 1_000));
        // The second is late, and so the measured time is what it waited.
        assertThat(tally.delivered(0, -1, tally.mark(0), 2 * MILLI)).isZero();
        assertThat(tally.delivered(1, -1, tally.mark(1), 5 * MILLI)).isEqualTo(1);
        assertThat(tally.delivered(0, 0, tally.mark(0), 6 * MILLI)).isZero();
        assertThat(tally.delivered(0, 0, tally.mark(4), 6 * MILLI)).isEqualTo(4);
        assertThat(tally.delivered(0, 4, tally.mark(2), 6 * MILLI)).isEqualTo(4);
        assertThat(tally.delivered(1, 1, tally.mark(6), 7 * MILLI)).isEqualTo(1);
        tally.notSent(3);
        tally.notSent(3);

        assertThat(tally.deliveries()).isEqualTo(4);
        assertThat(tally.duplicates()).isEqualTo(1);
        assertThat(tally.disordered()).isEqualTo(1);
        assertThat(tally.misdelivered()).isEqualTo(1);
        // It came all the same: once is enough.
        tally.notSent(4);
        assertThat(tally.settlements()).isEqualTo(5);
        assertThat(tally.isUnsent(3)).isTrue();
        assertThat(tally.isDelivered(2)).isTrue();
        assertThat(tally.isDelivered(6)).isFalse();
        assertThat(tally.lastDelivery()).isEqualTo(6 * MILLI);
        Percentiles latency = tally.latencies().all();
        assertThat(latency.count()).isEqualTo(4);
        assertThat(latency.p50()).isBetween(1_990L, 2_010L);
        assertThat(latency.max()).isBetween(3_990L, 4_010L);
    }

    @Test
    void whatIsNotOfThisRunIsForeign() {
        assertThat(tally.delivered(0, -1, tally.mark(0), MILLI)).isEqualTo(-1);
        tally.begin(new Pace(0, 1_000));
        for (String mark : new String[] {
            null, "", "1", tally.mark(200), tally.mark(-1), tally.mark(0) + "x", tally.mark(0) + "99999999999999999999"
        }) {
            assertThat(tally.delivered(0, -1, mark, MILLI)).isEqualTo(-1);
        }
        assertThat(tally.foreign()).isEqualTo(8);
        assertThat(tally.deliveries()).isZero();
    }
}
