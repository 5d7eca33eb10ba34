package org.oisp.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.store.DeviceClaim;
import org.oisp.gateway.auth.store.Granted;
import org.oisp.gateway.events.RegistrationOutcome;
import reactor.core.publisher.MonoSink;

/** A claim that somebody waits for. Answered once, by the ledger's one batch at a time. */
final class PendingClaim<T> {

    private final DeviceClaim claim;
    private final Verdict<T> verdict;
    private final MonoSink<T> sink;
    private volatile boolean abandoned;
    private boolean answered;

    PendingClaim(DeviceClaim claim, Verdict<T> verdict, MonoSink<T> sink) {
        this.claim = claim;
        this.verdict = verdict;
        this.sink = sink.onCancel(() -> abandoned = true);
    }

    DeviceClaim claim() {
        return claim;
    }

    /** Whether nobody waits any more. Once the claim is in a batch, this no longer matters: the row then needs an owner. */
    boolean abandoned() {
        return abandoned;
    }

    void complete(@Nullable Granted granted) {
        if (answered) {
            return;
        }
        answered = true;
        try {
            sink.success(
                    granted == null ? verdict.refused(RegistrationOutcome.UNKNOWN_DEVICE) : verdict.granted(granted));
        } catch (RuntimeException defect) {
            sink.error(defect);
        }
    }

    /** Does nothing to a claim that has its answer: a batch may fail after some of it is done. */
    void fail() {
        if (!answered) {
            answered = true;
            sink.success(verdict.refused(RegistrationOutcome.DATABASE_FAILED));
        }
    }
}
