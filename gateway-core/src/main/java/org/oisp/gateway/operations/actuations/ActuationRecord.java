package org.oisp.gateway.operations.actuations;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.receipt.ActuationProgress;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What is known of an actuation that was posted to the API. Does not hold its content. Thread-safe. */
public final class ActuationRecord {

    private final String id;
    private final byte[] fingerprint;
    private final long sinceMillis;
    /** The requests that wait for its outcome; each leaves once it is told, or waits no more. Guarded by this; null for none. */
    private @Nullable List<MonoSink<Receipt>> waiting;

    private volatile @Nullable Receipt receipt;
    /** Its state while the outcome is not known; then null, so that a mailbox that is gone can be freed. */
    private volatile @Nullable TrackedActuation actuation;

    private volatile boolean inMailboxHere;
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

    /**
     * Returns its outcome once it is known, on the thread that reports it, which may be a device's event loop. Completes empty if {@link
     * #endWaits} comes first; never fails. Cancelling has no effect on the actuation.
     */
    public Mono<Receipt> outcome() {
        return Mono.create(sink -> {
            Receipt known = join(sink);
            // Runs at once if the subscriber has left already.
            MonoSink<Receipt> watched = sink.onDispose(() -> leave(sink));
            if (known != null) {
                watched.success(known);
            }
        });
    }

    private synchronized @Nullable Receipt join(MonoSink<Receipt> sink) {
        Receipt known = receipt;
        if (known == null) {
            List<MonoSink<Receipt>> others = waiting == null ? new ArrayList<>(1) : waiting;
            others.add(sink);
            waiting = others;
        }
        return known;
    }

    private synchronized void leave(MonoSink<Receipt> sink) {
        if (waiting != null && waiting.remove(sink) && waiting.isEmpty()) {
            waiting = null;
        }
    }

    private synchronized List<MonoSink<Receipt>> takeWaiting() {
        List<MonoSink<Receipt>> taken = waiting;
        waiting = null;
        return taken == null ? List.of() : taken;
    }

    /** Returns how many wait for its outcome. */
    synchronized int waits() {
        return waiting == null ? 0 : waiting.size();
    }

    /** Completes all waits for its outcome, without one. */
    void endWaits() {
        takeWaiting().forEach(MonoSink::success);
    }

    /** Returns its outcome; null if that is not known yet. */
    public @Nullable Receipt receipt() {
        return receipt;
    }

    /** Returns where it is; null if its outcome is known, or is just being reported. */
    public @Nullable ActuationProgress progress() {
        TrackedActuation its = actuation;
        if (its != null) {
            return its.progress();
        }
        return receipt == null ? ActuationProgress.ROUTING : null;
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
        return inMailboxHere || (its != null && its.reachedMailbox());
    }

    boolean hasFingerprint(byte[] otherFingerprint) {
        return MessageDigest.isEqual(fingerprint, otherFingerprint);
    }

    /** Follows an actuation that was routed. To be called once. */
    void follow(TrackedActuation its) {
        actuation = its;
        if (receipt != null) {
            release();
        }
    }

    /** Records the outcome. Called once, possibly before {@link #follow}. */
    void ended(Receipt its) {
        List<MonoSink<Receipt>> waitingSinks;
        synchronized (this) {
            if (receipt != null) {
                throw new IllegalStateException("an actuation has two outcomes");
            }
            endedNanos = System.nanoTime();
            receipt = its;
            waitingSinks = takeWaiting();
        }
        release();
        waitingSinks.forEach(sink -> sink.success(its));
    }

    private void release() {
        TrackedActuation its = actuation;
        if (its != null) {
            inMailboxHere = its.reachedMailbox();
            actuation = null;
        }
    }

    /** Returns when its outcome was known, as {@link System#nanoTime()}. */
    long endedNanos() {
        return endedNanos;
    }
}
