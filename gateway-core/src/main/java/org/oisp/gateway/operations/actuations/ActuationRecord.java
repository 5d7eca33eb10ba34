package org.oisp.gateway.operations.actuations;

import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import reactor.core.publisher.Mono;

/** What is known of an actuation that was posted to the API. Does not hold its content. Thread-safe. */
public final class ActuationRecord {

    private final String id;
    private final byte[] fingerprint;
    private final long sinceMillis;
    private final CompletableFuture<Receipt> outcome = new CompletableFuture<>();
    /** Its state while the outcome is not known; then null, so that a mailbox that is gone can be freed. */
    private volatile @Nullable TrackedActuation actuation;

    private volatile boolean here;
    private volatile long endedNanos;

    ActuationRecord(String id, byte[] fingerprint, long sinceMillis) {
        this.id = id;
        this.fingerprint = fingerprint;
        this.sinceMillis = sinceMillis;
    }

    /** Returns the actuation's id. */
    public String id() {
        return id;
    }

    /** Returns when it was posted, in milliseconds since 1970. */
    public long sinceMillis() {
        return sinceMillis;
    }

    /** Returns its outcome once it is known; never fails. Cancelling has no effect on the actuation. */
    public Mono<Receipt> outcome() {
        return Mono.fromFuture(outcome, true);
    }

    /** Returns its outcome; null if that is not known yet. */
    public @Nullable Receipt receipt() {
        return outcome.getNow(null);
    }

    /** Returns where it is; means nothing once its outcome is known. */
    public ActuationProgress progress() {
        TrackedActuation its = actuation;
        ActuationProgress progress = its == null ? null : its.progress();
        return progress == null ? ActuationProgress.ROUTING : progress;
    }

    /** Returns its device; null if it is unknown which one is meant. */
    public @Nullable DeviceAddress device() {
        Receipt known = receipt();
        if (known != null) {
            return known.device();
        }
        TrackedActuation its = actuation;
        return its == null ? null : its.device();
    }

    /** Returns whether it reached the mailbox of a device connected to this instance. */
    public boolean reachedMailbox() {
        TrackedActuation its = actuation;
        return here || (its != null && its.reachedMailbox());
    }

    boolean is(byte[] asked) {
        return MessageDigest.isEqual(fingerprint, asked);
    }

    /** Follows an actuation that was routed. To be called once. */
    void follow(TrackedActuation its) {
        actuation = its;
        if (outcome.isDone()) {
            release();
        }
    }

    /** Records the outcome. Called once, possibly before {@link #follow}. */
    void ended(Receipt receipt) {
        endedNanos = System.nanoTime();
        if (!outcome.complete(receipt)) {
            throw new IllegalStateException("an actuation has two outcomes");
        }
        release();
    }

    private void release() {
        TrackedActuation its = actuation;
        if (its != null) {
            here = its.reachedMailbox();
            actuation = null;
        }
    }

    /** Returns when its outcome was known, as {@link System#nanoTime()}. */
    long endedNanos() {
        return endedNanos;
    }
}
