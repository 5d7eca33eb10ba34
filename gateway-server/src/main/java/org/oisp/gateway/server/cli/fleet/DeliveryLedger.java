package org.oisp.gateway.server.cli.fleet;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and what came. Each actuation carries a number, by which it is known when it was due and whom it was for; nothing is kept
 * of it but a bit.
 */
final class DeliveryLedger {

    /** The parameter that holds the number. */
    static final String NUMBER = "n";

    private final long total;
    private final int devices;
    /** Tells this run's actuations from those of others that use the same devices. */
    private final String run = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36) + ".";

    private final NumberSet delivered;
    private final NumberSet notSent;
    private final NumberSet settled;
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder disordered = new LongAdder();
    private final LongAdder misdelivered = new LongAdder();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder settlements = new LongAdder();
    private final LatencyRecorder latencyRecorder = new LatencyRecorder();
    private volatile @Nullable SendSchedule sendSchedule;
    private volatile long lastDelivery;

    DeliveryLedger(long total, int devices) {
        this.total = total;
        this.devices = devices;
        this.delivered = new NumberSet(total);
        this.notSent = new NumberSet(total);
        this.settled = new NumberSet(total);
    }

    void begin(SendSchedule schedule) {
        sendSchedule = schedule;
    }

    String mark(long number) {
        return run + number;
    }

    /** Which device an actuation is for: one after the other. */
    int target(long number) {
        return (int) (number % devices);
    }

    /**
     * An actuation has come.
     *
     * @param device the index of the device it came to
     * @param latest the greatest number that has come to it
     * @param mark what {@link #mark} made
     * @return the greatest number now
     */
    long delivered(int device, long latest, @Nullable String mark, long now) {
        long number = number(mark);
        SendSchedule schedule = sendSchedule;
        if (number < 0 || schedule == null) {
            foreign.increment();
            return latest;
        }
        if (target(number) != device) {
            misdelivered.increment();
            return latest;
        }
        if (!delivered.add(number)) {
            duplicates.increment();
            return latest;
        }
        if (number < latest) {
            disordered.increment();
        }
        deliveries.increment();
        settle(number);
        lastDelivery = now;
        latencyRecorder.record(now - schedule.due(number));
        return Math.max(latest, number);
    }

    private long number(@Nullable String mark) {
        if (mark == null || !mark.startsWith(run)) {
            return -1;
        }
        try {
            long number = Long.parseLong(mark, run.length(), mark.length(), 10);
            return number < total ? number : -1;
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    /** The sender could not send it. */
    void notSent(long number) {
        if (notSent.add(number)) {
            settle(number);
        }
    }

    /** What came all the same, though its socket said that it was not sent, is settled once. */
    private void settle(long number) {
        if (settled.add(number)) {
            settlements.increment();
        }
    }

    long deliveries() {
        return deliveries.sum();
    }

    /** How many have come or could not be sent: of the others nobody knows yet. */
    long settlements() {
        return settlements.sum();
    }

    long total() {
        return total;
    }

    long duplicates() {
        return duplicates.sum();
    }

    long disordered() {
        return disordered.sum();
    }

    long misdelivered() {
        return misdelivered.sum();
    }

    long foreign() {
        return foreign.sum();
    }

    long lastDelivery() {
        return lastDelivery;
    }

    LatencyRecorder latencies() {
        return latencyRecorder;
    }

    boolean isDelivered(long number) {
        return delivered.contains(number);
    }

    boolean isUnsent(long number) {
        return notSent.contains(number);
    }
}
