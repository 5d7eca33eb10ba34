package org.oisp.gateway.auth.admission;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One registration's place at the gate, from when it comes to when it has its answer. Thread-safe. */
public final class Permit {

    private enum State {
        NEW,
        WAITING,
        ADMITTED,
        PAUSED,
        RELEASED
    }

    private final AdmissionGate gate;
    private final long cameNanos;
    private State state = State.NEW;
    private long workedNanos;
    private long sinceNanos;
    private @Nullable MonoSink<Void> sink;

    Permit(AdmissionGate gate, long cameNanos) {
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
                if (state != State.NEW) {
                    return;
                }
                state = State.WAITING;
                sink = waiter;
            }
            gate.enter(this);
        });
    }

    /** What it waits for now is nothing that the gateway works on: another has its place meanwhile. */
    public void pause() {
        synchronized (this) {
            if (state != State.ADMITTED) {
                return;
            }
            state = State.PAUSED;
            workedNanos += gate.now() - sinceNanos;
        }
        gate.released();
    }

    /** It is worked on again, at once: it has waited at the gate before. */
    public synchronized void resume() {
        if (state == State.PAUSED) {
            state = State.ADMITTED;
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
            if (state != State.ADMITTED) {
                return;
            }
            took = workedNanos + gate.now() - sinceNanos;
        }
        gate.answered(took, succeeded);
    }

    /** It is over, however it ended; a second time nothing. */
    public void release() {
        State before;
        synchronized (this) {
            before = state;
            state = State.RELEASED;
            sink = null;
        }
        if (before == State.WAITING) {
            gate.left();
        } else if (before == State.ADMITTED) {
            gate.released();
        }
    }

    long cameNanos() {
        return cameNanos;
    }

    /** False if nobody waits any more. */
    synchronized boolean take() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.ADMITTED;
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
