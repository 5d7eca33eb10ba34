package org.oisp.gateway.auth.admission;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One registration's place at the gate, from when it comes to when it has its answer. Thread-safe. */
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
     * Waits to be let in.
     *
     * @return completes when the registration may be worked on; fails with a {@link java.util.concurrent.TimeoutException} if it has
     *     waited too long
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

    /** What it waits for now is nothing that the gateway works on: another has its place meanwhile. */
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

    /** It is worked on again, at once: it has waited at the gate before. */
    public synchronized void resume() {
        if (permitState == PermitState.PAUSED) {
            permitState = PermitState.ADMITTED;
            sinceNanos = gate.now();
            gate.resumed();
        }
    }

    /**
     * The database has had its part.
     *
     * @param succeeded whether it is registered
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

    /** It is over, however it ended; a second time nothing. */
    public void release() {
        PermitState before;
        synchronized (this) {
            before = permitState;
            permitState = PermitState.RELEASED;
            sink = null;
        }
        if (before == PermitState.WAITING) {
            gate.left();
        } else if (before == PermitState.ADMITTED) {
            gate.released();
        }
    }

    long cameNanos() {
        return cameNanos;
    }

    /** False if nobody waits any more. */
    synchronized boolean take() {
        if (permitState != PermitState.WAITING) {
            return false;
        }
        permitState = PermitState.ADMITTED;
        sinceNanos = gate.now();
        gate.left();
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
