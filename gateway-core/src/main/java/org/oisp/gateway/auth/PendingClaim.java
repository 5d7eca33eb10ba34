package org.oisp.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.RegistrationGrant;
import reactor.core.publisher.MonoSink;

/** A claim that somebody waits for. Answered once, by the ledger's one batch at a time. */
final class PendingClaim<T> {

    private final DeviceClaim claim;
    private final RegistrationHandler<T> registrationHandler;
    private final MonoSink<T> sink;
    /** Claims of the same device that came before and share its row, the oldest first. */
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

    /** Whether nobody waits any more. Once its row is about to be committed, this no longer matters: the row then needs an owner. */
    boolean abandoned() {
        return abandoned;
    }

    /** The newest of the claims of this device that somebody waits for, with those before it; null if nobody waits for any. */
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

    /** Those of a batch that somebody waits for, one for each device. */
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

    /**
     * Takes along an older claim of the same device, if there is one, and those that it has taken along.
     */
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

    /** Somebody else has locked the row: this claim is answered once it is free, if anybody still waits then. */
    void waitForLock() {
        late = true;
        // Or else a device that comes again and again meanwhile had a longer and longer tail.
        earlier = new ArrayList<>(
                earlier.stream().filter(claim -> !claim.abandoned).toList());
        earlier.forEach(PendingClaim::waitForLock);
        registrationHandler.delayed();
    }

    /** Whether it waits for a row that somebody else has locked. */
    boolean isLate() {
        return late && !abandoned;
    }

    /** The older ones first, so that the newest has the device in the end; and only that one has the row. */
    void complete(@Nullable RegistrationGrant registrationGrant) {
        RegistrationGrant withoutRow =
                registrationGrant == null ? null : new RegistrationGrant(registrationGrant.device(), null);
        earlier.forEach(older -> older.answer(withoutRow));
        answer(registrationGrant);
    }

    /** Does nothing to a claim that has its answer: a batch may fail after some of it is done. */
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
            // Whoever waits for it is to know of it, and the other claims of the batch are not.
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
