package org.oisp.gateway.cluster.membership;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes the binding rows say what is so after something may have changed them behind this instance's back: other instances cleared them
 * because its lease had expired, or the database lost what it had confirmed. A server that crashed without {@code synchronous_commit}, one
 * that was promoted, and one that was restored from a backup have lost the last writes; one that was frozen may execute a late commit. So
 * each outage and each new start of the server is followed by a repair. Called by one turn of {@link InstanceLease} at a time.
 */
final class RowRepair {

    /** The pause after the stale rows could not be read. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final InstanceStore store;
    private final HeldBindings held;
    private final MembershipEvents events;
    private final Reassertion reassertion;
    /** How long a row may be in the database before its connection holds it. */
    private final Duration bindingTime;

    private @Nullable String serverStart;
    private boolean failed;
    private boolean staleRowsExpected;
    private long staleRowsDueNanos;

    RowRepair(InstanceStore store, HeldBindings held, MembershipEvents events, Duration queryTimeout) {
        this.store = store;
        this.held = held;
        this.events = events;
        this.reassertion = new Reassertion(store, held, events);
        this.bindingTime = queryTimeout.multipliedBy(2);
    }

    /** Starts writing rows again that other instances have cleared. */
    synchronized void begin() {
        reassertion.begin();
    }

    /** Records that the database could not be used. */
    synchronized void failed() {
        failed = true;
    }

    /** Records a beat; starts a full repair if it is the first after an outage, or the first at another start of the server. */
    synchronized void observe(InstanceStore.Beat beat) {
        String start = beat.serverStart();
        if (failed || (serverStart != null && !serverStart.equals(start))) {
            failed = false;
            reassertion.begin();
            staleRowsExpected = true;
            staleRowsDueNanos = System.nanoTime() + bindingTime.toNanos();
        }
        serverStart = start;
    }

    /** Returns whether rows wait to be written. */
    boolean isUnderWay() {
        return reassertion.isUnderWay();
    }

    /**
     * Does part of the pending work and leaves the rest to the next call, so that beats are not late.
     *
     * @param untilNanos when to stop, as {@link System#nanoTime()}
     */
    Mono<Void> continueUntil(long untilNanos) {
        return reassertion
                .continueUntil(untilNanos)
                .then(Mono.defer(() -> isStaleRowsDue() ? releaseStaleRows() : Mono.empty()))
                // The statement's failure is counted and logged; the lease does not depend on it.
                .onErrorComplete();
    }

    private synchronized void retryLater() {
        staleRowsDueNanos = System.nanoTime() + RETRY.toNanos();
    }

    private synchronized boolean isStaleRowsDue() {
        return staleRowsExpected && System.nanoTime() - staleRowsDueNanos >= 0;
    }

    /** Younger rows are left alone: their connections may be about to hold them. */
    private Mono<Void> releaseStaleRows() {
        return store.connected(bindingTime, binding -> !held.holds(binding))
                .doOnNext(stale -> {
                    stale.forEach(held::release);
                    events.staleReleased(stale.size());
                    synchronized (this) {
                        staleRowsExpected = false;
                    }
                })
                .doOnError(error -> retryLater())
                .then();
    }
}
