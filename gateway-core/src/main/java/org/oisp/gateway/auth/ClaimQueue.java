package org.oisp.gateway.auth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.DeviceClaim;

/** The claims that wait for a batch. Any thread adds; one at a time takes. */
final class ClaimQueue {

    private final Queue<PendingClaim<?>> waiting = new ConcurrentLinkedQueue<>();
    /** Claims of devices that were in a batch already when their turn came. */
    private final ArrayDeque<PendingClaim<?>> deferred = new ArrayDeque<>();

    void add(PendingClaim<?> claim) {
        waiting.add(claim);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && deferred.isEmpty();
    }

    /** Takes a batch, no device twice in it: a key that comes twice in one statement would be an error. */
    List<PendingClaim<?>> take(int most) {
        List<PendingClaim<?>> batch = new ArrayList<>();
        Set<DeviceClaim> devices = new HashSet<>();
        for (int i = deferred.size(); i > 0 && batch.size() < most; i--) {
            sort(deferred.poll(), batch, devices);
        }
        while (batch.size() < most) {
            PendingClaim<?> claim = waiting.poll();
            if (claim == null) {
                break;
            }
            sort(claim, batch, devices);
        }
        return batch;
    }

    private void sort(@Nullable PendingClaim<?> claim, List<PendingClaim<?>> batch, Set<DeviceClaim> devices) {
        if (claim == null || claim.abandoned()) {
            return;
        }
        if (devices.add(claim.claim())) {
            batch.add(claim);
        } else {
            deferred.add(claim);
        }
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
