package org.oisp.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.RegistrationGrant;
import reactor.core.publisher.MonoSink;

/** A claim whose caller waits for the answer. Answered once; confined to one batch at a time. */
final class PendingClaim<T> {

    private final DeviceClaim claim;
    private final RegistrationHandler<T> registrationHandler;
    private final MonoSink<T> sink;
    /** Earlier claims of the same device that share its row, oldest first. */
    private List<PendingClaim<?>> earlier = List.of();

    private volatile boolean abandoned;
    private volatile boolean late;
    private boolean answered;

    PendingClaim(DeviceClaim claim, RegistrationHandler<T> registrationHandler, MonoSink<T> sink) {
        this.claim = claim;
        this.registrationHandler = registrationHandler;
        this.sink = sink.onCancel(() -> abandoned = true);
    }

    DeviceClaim claim() {
        return claim;
    }

    /** Returns whether the caller has cancelled. Ignored once its row is about to be committed: the row then needs an owner. */
    boolean abandoned() {
        return abandoned;
    }

    /** Returns the newest claim of this device that is not abandoned, with the earlier ones attached; null if all are abandoned. */
    @Nullable
    PendingClaim<?> stillWanted() {
        if (!abandoned) {
            return this;
        }
        for (int i = earlier.size() - 1; i >= 0; i--) {
            PendingClaim<?> older = earlier.get(i);
            if (!older.abandoned) {
                older.earlier = new ArrayList<>(earlier.subList(0, i));
                return older;
            }
        }
        return null;
    }

    /** Returns the claims of a batch that are not abandoned, one for each device. */
    static List<PendingClaim<?>> stillWanted(List<PendingClaim<?>> batch) {
        List<PendingClaim<?>> wanted = new ArrayList<>();
        for (PendingClaim<?> claim : batch) {
            PendingClaim<?> newest = claim.stillWanted();
            if (newest != null) {
                wanted.add(newest);
            }
        }
        return wanted;
    }

    /** Attaches an older claim of the same device, with the claims attached to it. */
    void follow(@Nullable PendingClaim<?> older) {
        if (older == null) {
            return;
        }
        List<PendingClaim<?>> all = older.earlier.isEmpty() ? new ArrayList<>() : older.earlier;
        all.add(older);
        older.earlier = List.of();
        all.addAll(earlier);
        earlier = all;
    }

    /** Marks the claim as waiting for a row that another database session has locked, until it is unlocked or the caller cancels. */
    void waitForLock() {
        late = true;
        // Without this, a device that reconnects repeatedly would build an ever longer list.
        earlier = new ArrayList<>(
                earlier.stream().filter(claim -> !claim.abandoned).toList());
        earlier.forEach(PendingClaim::waitForLock);
        registrationHandler.delayed();
    }

    /** Returns whether the claim waits for a locked row. */
    boolean isLate() {
        return late && !abandoned;
    }

    /** Answers the older claims first, so that the newest finally has the device; only the newest receives the row. */
    void complete(@Nullable RegistrationGrant registrationGrant) {
        RegistrationGrant withoutRow =
                registrationGrant == null ? null : new RegistrationGrant(registrationGrant.device(), null);
        earlier.forEach(older -> older.answer(withoutRow));
        answer(registrationGrant);
    }

    /** Fails the claim unless it is already answered: a batch may fail after part of it is done. */
    void fail() {
        earlier.forEach(PendingClaim::answerFailed);
        answerFailed();
    }

    private void answer(@Nullable RegistrationGrant registrationGrant) {
        if (answered) {
            return;
        }
        answered = true;
        try {
            sink.success(
                    registrationGrant == null
                            ? registrationHandler.refused(RegistrationOutcome.UNKNOWN_DEVICE)
                            : registrationHandler.granted(registrationGrant));
        } catch (RuntimeException | Error defect) {
            // Report a defect to this caller only, not to the other claims of the batch.
            sink.error(defect);
        }
    }

    private void answerFailed() {
        if (answered) {
            return;
        }
        answered = true;
        try {
            sink.success(registrationHandler.refused(RegistrationOutcome.DATABASE_FAILED));
        } catch (RuntimeException | Error defect) {
            sink.error(defect);
        }
    }
}
