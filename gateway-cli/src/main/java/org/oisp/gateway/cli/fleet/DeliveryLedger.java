package org.oisp.gateway.cli.fleet;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was sent and what arrived. Each actuation carries a number, from which its due time and its device are computed; the ledger
 * keeps only bits for it. Thread-safe.
 */
final class DeliveryLedger {

    /** The parameter that holds the number. */
    static final String NUMBER = "n";

    private final long total;
    private final int devices;
    /** Tells this run's actuations from those of other runs that use the same devices. */
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

    /** Returns the index of the device that an actuation is for; round robin. */
    int target(long number) {
        return (int) (number % devices);
    }

    /**
     * Counts an arrival.
     *
     * @param device the index of the device that received the actuation
     * @param latest the greatest number that the device has received
     * @param mark the parameter {@link #NUMBER}, as {@link #mark} made it
     * @param now the time of the arrival, of {@link System#nanoTime()}
     * @return the greatest number that the device has received now
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

    /** Records that the sender could not send the actuation. */
    void recordUnsent(long number) {
        if (notSent.add(number)) {
            settle(number);
        }
    }

    /** Counts an actuation once, even if it arrives after its socket reported a failed send. */
    private void settle(long number) {
        if (settled.add(number)) {
            settlements.increment();
        }
    }

    long deliveries() {
        return deliveries.sum();
    }

    /** Returns how many actuations have arrived or could not be sent. The outcome of the others is not known yet. */
    long settlements() {
        return settlements.sum();
    }

    long total() {
        return total;
    }

    DeliveryFaults faults() {
        return new DeliveryFaults(duplicates.sum(), disordered.sum(), misdelivered.sum(), foreign.sum());
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
