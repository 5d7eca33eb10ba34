package org.oisp.gateway.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.oisp.gateway.auth.store.DeviceClaim;

/** The claims that wait for a batch. Any thread adds; one at a time takes. */
final class ClaimQueue {

    private final Queue<PendingClaim<?>> waiting = new ConcurrentLinkedQueue<>();

    void add(PendingClaim<?> claim) {
        waiting.add(claim);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes a batch, no device twice in it: a key that comes twice in one statement would be an error. All the claims of one device
     * that wait go with the newest of them, or else a peer with one token could have a statement each for thousands of them, and
     * everybody else would be refused meanwhile as one too many.
     *
     * @param elsewhere takes those that are not for a batch
     */
    List<PendingClaim<?>> take(int most, Predicate<PendingClaim<?>> elsewhere) {
        Map<DeviceClaim, PendingClaim<?>> batch = new LinkedHashMap<>();
        while (batch.size() < most) {
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
     * Fails those that wait: they would wait as long again for the same answer, and a device is to have its answer within three
     * seconds.
     */
    void failAll() {
        PendingClaim<?> claim = waiting.poll();
        while (claim != null) {
            claim.fail();
            claim = waiting.poll();
        }
    }
}
