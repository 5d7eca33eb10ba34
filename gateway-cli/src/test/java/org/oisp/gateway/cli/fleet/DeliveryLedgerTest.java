package org.oisp.gateway.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {

    private static final long MILLI = 1_000_000L;

    private final DeliveryLedger deliveryLedger = new DeliveryLedger(200, 2);

    @Test
    void knowsEachActuationByItsNumber() {
        deliveryLedger.begin(new SendSchedule(0, 1_000));
        // Latency counts from the due time: actuation 1 is due after 1 ms, so its latency is 4 ms.
        assertThat(deliveryLedger.delivered(0, -1, deliveryLedger.mark(0), 2 * MILLI))
                .isZero();
        assertThat(deliveryLedger.delivered(1, -1, deliveryLedger.mark(1), 5 * MILLI))
                .isEqualTo(1);
        assertThat(deliveryLedger.delivered(0, 0, deliveryLedger.mark(0), 6 * MILLI))
                .isZero();
        assertThat(deliveryLedger.delivered(0, 0, deliveryLedger.mark(4), 6 * MILLI))
                .isEqualTo(4);
        assertThat(deliveryLedger.delivered(0, 4, deliveryLedger.mark(2), 6 * MILLI))
                .isEqualTo(4);
        assertThat(deliveryLedger.delivered(1, 1, deliveryLedger.mark(6), 7 * MILLI))
                .isEqualTo(1);
        deliveryLedger.recordUnsent(3);
        deliveryLedger.recordUnsent(3);

        assertThat(deliveryLedger.deliveries()).isEqualTo(4);
        assertThat(deliveryLedger.faults()).isEqualTo(new DeliveryFaults(1, 1, 1, 0));
        // Actuation 4 has arrived already, so it is settled only once.
        deliveryLedger.recordUnsent(4);
        assertThat(deliveryLedger.settlements()).isEqualTo(5);
        assertThat(deliveryLedger.isUnsent(3)).isTrue();
        assertThat(deliveryLedger.isDelivered(2)).isTrue();
        assertThat(deliveryLedger.isDelivered(6)).isFalse();
        assertThat(deliveryLedger.lastDelivery()).isEqualTo(6 * MILLI);
        Percentiles latency = deliveryLedger.latencies().all();
        assertThat(latency.count()).isEqualTo(4);
        assertThat(latency.p50()).isBetween(1_990L, 2_010L);
        assertThat(latency.max()).isBetween(3_990L, 4_010L);
    }

    @Test
    void whatIsNotOfThisRunIsForeign() {
        assertThat(deliveryLedger.delivered(0, -1, deliveryLedger.mark(0), MILLI))
                .isEqualTo(-1);
        deliveryLedger.begin(new SendSchedule(0, 1_000));
        for (String mark : new String[] {
            null,
            "",
            "1",
            deliveryLedger.mark(200),
            deliveryLedger.mark(-1),
            deliveryLedger.mark(0) + "x",
            deliveryLedger.mark(0) + "99999999999999999999"
        }) {
            assertThat(deliveryLedger.delivered(0, -1, mark, MILLI)).isEqualTo(-1);
        }
        assertThat(deliveryLedger.faults().foreign()).isEqualTo(8);
        assertThat(deliveryLedger.deliveries()).isZero();
    }
}
