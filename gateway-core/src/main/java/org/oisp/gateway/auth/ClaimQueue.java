package org.oisp.gateway.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.oisp.gateway.auth.store.DeviceClaim;

/** The claims that wait for a batch. Any thread may add; one thread at a time takes. */
final class ClaimQueue {

    private final Queue<PendingClaim<?>> waiting = new ConcurrentLinkedQueue<>();

    void add(PendingClaim<?> claim) {
        waiting.add(claim);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes a batch in which each device appears once, since a duplicate key in one statement is an error. Merges all waiting claims of a
     * device into its newest one: otherwise a peer with one token could cause thousands of statements, and other devices would be refused
     * meanwhile as too many.
     *
     * @param elsewhere accepts claims that do not go into a batch
     */
    List<PendingClaim<?>> take(int max, Predicate<PendingClaim<?>> elsewhere) {
        Map<DeviceClaim, PendingClaim<?>> batch = new LinkedHashMap<>();
        while (batch.size() < max) {
            PendingClaim<?> claim = waiting.poll();
            if (claim == null) {
                break;
            }
            if (!claim.abandoned() && !elsewhere.test(claim)) {
                claim.follow(batch.put(claim.claim(), claim));
            }
        }
        return List.copyOf(batch.values());
    }

    /**
     * Fails all waiting claims: they would wait as long again for the same answer, and a device must have its answer within three seconds.
     */
    void failAll() {
        PendingClaim<?> claim = waiting.poll();
        while (claim != null) {
            claim.fail();
            claim = waiting.poll();
        }
    }
}
