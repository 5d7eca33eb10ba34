package org.oisp.gateway.operations.actuations;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * The actuations that were posted to this instance, by id: until their outcome is known, and ten minutes longer. Bounded: makes room by
 * forgetting what ended first. Thread-safe.
 */
public final class ActuationRecords {

    /** How long an actuation is remembered after its outcome is known. */
    public static final Duration KEPT = Duration.ofMinutes(10);

    private final int most;
    private final LongSupplier nanoTime;
    /** Changed under the lock of this object, which event loops of devices take: what looks at all records must not hold it. */
    private final ConcurrentMap<String, ActuationRecord> byId = new ConcurrentHashMap<>();

    private final ArrayDeque<ActuationRecord> ended = new ArrayDeque<>();

    /**
     * Creates an empty table.
     *
     * @param most the limit
     */
    public ActuationRecords(int most) {
        this(most, System::nanoTime);
    }

    ActuationRecords(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Returns the record with the id of this one, or adds this one; null if the table is full of actuations without an outcome. */
    synchronized @Nullable ActuationRecord claim(ActuationRecord fresh) {
        forgetOld();
        ActuationRecord known = byId.get(fresh.id());
        if (known != null) {
            return known;
        }
        if (byId.size() >= most && !forgetFirst()) {
            return null;
        }
        byId.put(fresh.id(), fresh);
        return fresh;
    }

    /** Records that the outcome of an actuation is known. To be called once for each. */
    synchronized void ended(ActuationRecord record) {
        if (byId.get(record.id()) == record) {
            ended.add(record);
        }
    }

    /** Forgets an actuation that was not sent. */
    synchronized void remove(ActuationRecord record) {
        byId.remove(record.id(), record);
        ended.remove(record);
    }

    /**
     * Returns the record of an actuation.
     *
     * @param id its id
     * @return null if there is none, or none any more
     */
    public synchronized @Nullable ActuationRecord find(String id) {
        forgetOld();
        return byId.get(id);
    }

    /**
     * Returns the newest actuations of a device. Looks at all records, and takes no lock.
     *
     * @param device the device
     * @param limit how many at most
     * @return newest first
     */
    public List<ActuationRecord> newest(DeviceAddress device, int limit) {
        long now = nanoTime.getAsLong();
        // The oldest of those found so far makes room, so that a device with many is not sorted as a whole.
        PriorityQueue<ActuationRecord> newest =
                new PriorityQueue<>(Comparator.comparingLong(ActuationRecord::sinceMillis));
        for (ActuationRecord record : byId.values()) {
            if (device.equals(record.device()) && !isOld(record, now)) {
                newest.add(record);
                if (newest.size() > limit) {
                    newest.poll();
                }
            }
        }
        List<ActuationRecord> newestFirst = new ArrayList<>(newest);
        newestFirst.sort(Comparator.comparingLong(ActuationRecord::sinceMillis).reversed());
        return newestFirst;
    }

    /** Completes all that waits for outcomes, without one. */
    public void endWaits() {
        byId.values().forEach(ActuationRecord::endWaits);
    }

    /** Returns the number of actuations that are remembered. */
    public synchronized int size() {
        forgetOld();
        return byId.size();
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        for (ActuationRecord first = ended.peek(); first != null && isOld(first, now); first = ended.peek()) {
            forgetFirst();
        }
    }

    private static boolean isOld(ActuationRecord record, long now) {
        return record.receipt() != null && now - record.endedNanos() >= KEPT.toNanos();
    }

    private boolean forgetFirst() {
        ActuationRecord first = ended.poll();
        return first != null && byId.remove(first.id(), first);
    }
}
