package org.oisp.gateway.auth.admission;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One registration's place at the admission gate, from its arrival to its answer. Thread-safe. The gate queues its permits and each permit
 * reports to its gate: that is why the two know each other.
 */
public final class AdmissionPermit {

    private enum PermitState {
        NEW,
        WAITING,
        ADMITTED,
        PAUSED,
        RELEASED
    }

    private final AdmissionGate gate;
    private final long cameNanos;
    private PermitState permitState = PermitState.NEW;
    private long workedNanos;
    private long sinceNanos;
    private @Nullable MonoSink<Void> sink;

    AdmissionPermit(AdmissionGate gate, long cameNanos) {
        this.gate = gate;
        this.cameNanos = cameNanos;
    }

    /**
     * Waits for admission.
     *
     * @return completes when the registration may start; fails with a {@link java.util.concurrent.TimeoutException} if it has waited too
     *     long
     */
    public Mono<Void> admitted() {
        return Mono.create(waiter -> {
            synchronized (this) {
                if (permitState != PermitState.NEW) {
                    return;
                }
                permitState = PermitState.WAITING;
                sink = waiter;
            }
            gate.enter(this);
        });
    }

    /** Frees the place while the registration waits for something that is not the gateway's work. */
    public void pause() {
        synchronized (this) {
            if (permitState != PermitState.ADMITTED) {
                return;
            }
            permitState = PermitState.PAUSED;
            workedNanos += gate.now() - sinceNanos;
        }
        gate.released();
    }

    /** Takes a place again after a pause, without waiting: the registration has already waited at the gate. */
    public synchronized void resume() {
        if (permitState == PermitState.PAUSED) {
            permitState = PermitState.ADMITTED;
            sinceNanos = gate.now();
            gate.resumed();
        }
    }

    /**
     * Records the database's answer, unless the registration is paused.
     *
     * @param succeeded false if the database failed or the registration timed out; a refusal for another reason counts as success
     */
    public void answered(boolean succeeded) {
        long took;
        synchronized (this) {
            if (permitState != PermitState.ADMITTED) {
                return;
            }
            took = workedNanos + gate.now() - sinceNanos;
        }
        gate.answered(took, succeeded);
    }

    /** Ends the registration, however it went; further calls have no effect. */
    public void release() {
        PermitState before;
        synchronized (this) {
            before = permitState;
            permitState = PermitState.RELEASED;
            sink = null;
        }
        if (before == PermitState.WAITING) {
            gate.leftQueue();
        } else if (before == PermitState.ADMITTED) {
            gate.released();
        }
    }

    long cameNanos() {
        return cameNanos;
    }

    /** Admits the registration; returns false if it was cancelled. */
    synchronized boolean take() {
        if (permitState != PermitState.WAITING) {
            return false;
        }
        permitState = PermitState.ADMITTED;
        sinceNanos = gate.now();
        gate.leftQueue();
        gate.resumed();
        return true;
    }

    void open() {
        MonoSink<Void> waiter = taken();
        if (waiter != null) {
            waiter.success();
        }
    }

    void expire() {
        MonoSink<Void> waiter = taken();
        if (waiter != null) {
            waiter.error(AdmissionGate.late());
        }
    }

    private synchronized @Nullable MonoSink<Void> taken() {
        MonoSink<Void> waiter = sink;
        sink = null;
        return waiter;
    }
}
