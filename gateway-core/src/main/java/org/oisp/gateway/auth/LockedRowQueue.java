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
 * The claims that wait for rows which somebody else has locked, and whose rows were locked when they were last tried: a device that
 * comes again while its row stays locked is to hold up no batch again. A device is here, or in the ledger's batches, never in both: of
 * two of its registrations the later one keeps the later row. Thread-safe.
 */
final class LockedRowQueue {

    /** Past it the device that was found first is forgotten, which costs one batch a moment. */
    private static final int MOST_KNOWN = 10_000;

    private final Map<DeviceClaim, PendingClaim<?>> waiting = new LinkedHashMap<>();
    private final Set<DeviceClaim> known = new LinkedHashSet<>();
    private List<PendingClaim<?>> underWay = List.of();
    /** So that who has nothing to do with locks pays for a look at it, and no more. */
    private volatile boolean none = true;

    /** Takes a new claim of a device whose row is known to be locked, or was; false for any other's. */
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
     * @return whether that is news
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

    /** Never one that has a claim here. */
    private void forgetTheFirst() {
        Iterator<DeviceClaim> first = known.iterator();
        while (known.size() > MOST_KNOWN && first.hasNext()) {
            if (!waiting.containsKey(first.next())) {
                first.remove();
            }
        }
    }

    /** Takes a batch of those that somebody waits for. */
    synchronized List<PendingClaim<?>> take(int most) {
        List<PendingClaim<?>> batch = new ArrayList<>();
        Iterator<PendingClaim<?>> next = waiting.values().iterator();
        while (next.hasNext() && batch.size() < most) {
            PendingClaim<?> wanted = next.next().stillWanted();
            next.remove();
            if (wanted != null) {
                batch.add(wanted);
            }
        }
        underWay = batch;
        return batch;
    }

    /** The batch that was taken is worked on: whoever is not here again is not locked. */
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

    /** How many devices wait. */
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
