package org.oisp.gateway.cli.fleet;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.oisp.gateway.client.ActuationReceipt;
import org.oisp.gateway.client.GatewayClientException;

/** Keeps what senders are told of each actuation, to compare it with what the devices have received. Thread-safe. */
final class ReceiptLedger {

    private final DeliveryLedger deliveryLedger;
    private final NumberSet delivered;
    private final NumberSet notDelivered;
    /** The greatest number whose delivery was told, for each device. */
    private final AtomicLongArray latest;

    private final ConcurrentMap<String, LongAdder> outcomeCounts = new ConcurrentHashMap<>();
    private final LongAdder settled = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder disordered = new LongAdder();

    ReceiptLedger(DeliveryLedger deliveryLedger, int devices) {
        this.deliveryLedger = deliveryLedger;
        this.delivered = new NumberSet(deliveryLedger.total());
        this.notDelivered = new NumberSet(deliveryLedger.total());
        this.latest = new AtomicLongArray(devices);
    }

    /** Records an outcome. */
    void recordOutcome(long number, ActuationReceipt receipt) {
        String outcome = receipt.outcome().name().toLowerCase(Locale.ROOT);
        outcomeCounts
                .computeIfAbsent(outcome + ", " + receipt.reason(), key -> new LongAdder())
                .increment();
        switch (receipt.outcome()) {
            case DELIVERED, SUCCEEDED, FAILED -> {
                delivered.add(number);
                // One more than the number, because zero is a number.
                long before = latest.getAndAccumulate(deliveryLedger.target(number), number + 1, Math::max);
                if (before > number) {
                    disordered.increment();
                }
            }
            case NOT_DELIVERED -> notDelivered.add(number);
            case UNCONFIRMED -> {
                // Either may be so.
            }
        }
        settled.increment();
    }

    /** Records that no outcome came, although the actuation was sent. */
    void recordMissing(GatewayClientException why) {
        (why.ending() == null ? missing : lost).increment();
        settled.increment();
    }

    /** Records that an actuation was not sent, so that no outcome will come. */
    void recordUnsent() {
        settled.increment();
    }

    /** Returns the number of actuations whose senders no longer wait for an outcome. */
    long settlements() {
        return settled.sum();
    }

    /** Compares outcomes with arrivals, for {@code asked} actuations; {@code strays} outcomes came for which no sender waited. */
    ReceiptTotals totals(long asked, long strays) {
        long falselyDelivered = 0;
        long falselyNotDelivered = 0;
        for (long number = 0; number < asked; number++) {
            boolean arrived = deliveryLedger.isDelivered(number);
            if (!arrived && delivered.contains(number)) {
                falselyDelivered++;
            } else if (arrived && notDelivered.contains(number)) {
                falselyNotDelivered++;
            }
        }
        Map<String, Long> byReason = new TreeMap<>();
        outcomeCounts.forEach((reason, count) -> byReason.put(reason, count.sum()));
        return new ReceiptTotals(
                byReason,
                new ReceiptTotals.ReceiptFaults(
                        falselyDelivered, falselyNotDelivered, missing.sum(), strays, disordered.sum()),
                lost.sum(),
                asked - settled.sum());
    }
}
