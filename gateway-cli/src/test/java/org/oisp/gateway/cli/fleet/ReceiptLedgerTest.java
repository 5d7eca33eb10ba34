package org.oisp.gateway.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.client.ActuationReceipt;
import org.oisp.gateway.client.ActuationReceipt.SendOutcome;

class ReceiptLedgerTest {

    private final DeliveryLedger deliveryLedger = new DeliveryLedger(20, 2);
    private final ReceiptLedger receiptLedger = new ReceiptLedger(deliveryLedger, 2);

    @Test
    void comparesWhatWasToldWithWhatArrived() {
        arrive(0, 1, 2, 3);
        recordOutcome(0, SendOutcome.DELIVERED, "confirmed");
        recordOutcome(1, SendOutcome.NOT_DELIVERED, "expired");
        recordOutcome(2, SendOutcome.UNCONFIRMED, "unanswered");
        recordOutcome(4, SendOutcome.DELIVERED, "confirmed");
        recordOutcome(5, SendOutcome.NOT_DELIVERED, "not_connected");
        recordOutcome(6, SendOutcome.UNCONFIRMED, "unanswered");
        ReceiptTotals totals = receiptLedger.totals(8, 3);
        assertThat(totals.told())
                .isEqualTo(Map.of(
                        "delivered, confirmed", 2L,
                        "not_delivered, expired", 1L,
                        "not_delivered, not_connected", 1L,
                        "unconfirmed, unanswered", 2L));
        assertThat(totals.faults()).isEqualTo(new ReceiptTotals.ReceiptFaults(1, 1, 0, 3, 0));
        assertThat(totals.pending()).isEqualTo(2);
        assertThat(totals.isSuccess()).isFalse();
    }

    @Test
    void seesReceiptsThatAreOutOfOrder() {
        arrive(0, 1, 2, 4);
        // Number 1 is of the other device.
        for (long number : new long[] {0, 4, 1, 2}) {
            recordOutcome(number, SendOutcome.DELIVERED, "confirmed");
        }
        ReceiptTotals totals = receiptLedger.totals(4, 0);
        assertThat(totals.faults()).isEqualTo(new ReceiptTotals.ReceiptFaults(0, 0, 0, 0, 1));
        assertThat(totals.isSuccess()).isTrue();
    }

    private void arrive(long... numbers) {
        deliveryLedger.begin(new SendSchedule(System.nanoTime(), 1_000));
        for (long number : numbers) {
            deliveryLedger.delivered(
                    deliveryLedger.target(number), number - 1, deliveryLedger.mark(number), System.nanoTime());
        }
    }

    private void recordOutcome(long number, SendOutcome outcome, String reason) {
        receiptLedger.recordOutcome(number, new ActuationReceipt("i", outcome, reason, null, Instant.EPOCH, 1, null));
    }
}
