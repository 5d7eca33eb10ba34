package org.oisp.gateway.auth;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.oisp.gateway.auth.store.DeviceClaim;

/**
 * The claims that wait for rows that another database session has locked, and the devices whose rows were locked at the last attempt, so
 * that a device that reconnects meanwhile delays no batch again. A device is either here or in the ledger's batches, never in both: of two
 * of its registrations the later one keeps the later row. Thread-safe.
 */
final class LockedRowQueue {

    /** Beyond this number the device that was found first is forgotten, which delays one batch briefly. */
    private static final int MAX_KNOWN = 10_000;

    private final Map<DeviceClaim, PendingClaim<?>> waiting = new LinkedHashMap<>();
    private final Set<DeviceClaim> known = new LinkedHashSet<>();
    private List<PendingClaim<?>> underWay = List.of();
    /** Lets claims pass with one volatile read while no row is known to be locked. */
    private volatile boolean none = true;

    /** Takes a new claim if the row of its device is or was known to be locked; returns false for any other. */
    boolean takesOver(PendingClaim<?> claim) {
        return !none && takeOver(claim);
    }

    private synchronized boolean takeOver(PendingClaim<?> claim) {
        if (!known.contains(claim.claim())) {
            return false;
        }
        claim.follow(waiting.put(claim.claim(), claim));
        return true;
    }

    /**
     * Takes a claim whose row was just found locked.
     *
     * @return whether the row was not known to be locked before
     */
    synchronized boolean add(PendingClaim<?> claim) {
        claim.waitForLock();
        PendingClaim<?> newer = waiting.get(claim.claim());
        if (newer == null) {
            waiting.put(claim.claim(), claim);
        } else {
            newer.follow(claim);
        }
        boolean news = known.add(claim.claim());
        forgetTheFirst();
        none = false;
        return news;
    }

    /** Forgets the devices that were found first, except those that have a claim here. */
    private void forgetTheFirst() {
        Iterator<DeviceClaim> first = known.iterator();
        while (known.size() > MAX_KNOWN && first.hasNext()) {
            if (!waiting.containsKey(first.next())) {
                first.remove();
            }
        }
    }

    /** Takes a batch of claims that are not abandoned. */
    synchronized List<PendingClaim<?>> take(int max) {
        List<PendingClaim<?>> batch = new ArrayList<>();
        Iterator<PendingClaim<?>> next = waiting.values().iterator();
        while (next.hasNext() && batch.size() < max) {
            PendingClaim<?> wanted = next.next().stillWanted();
            next.remove();
            if (wanted != null) {
                batch.add(wanted);
            }
        }
        underWay = batch;
        return batch;
    }

    /** Ends the batch that was taken: a device that is not waiting again is no longer locked. */
    synchronized void settle() {
        for (PendingClaim<?> claim : underWay) {
            if (!waiting.containsKey(claim.claim())) {
                known.remove(claim.claim());
            }
        }
        underWay = List.of();
        none = known.isEmpty();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns how many devices wait for locked rows. */
    synchronized int waiting() {
        return count(waiting.values()) + count(underWay);
    }

    private static int count(Iterable<PendingClaim<?>> claims) {
        int count = 0;
        for (PendingClaim<?> claim : claims) {
            count += claim.isLate() ? 1 : 0;
        }
        return count;
    }
}
