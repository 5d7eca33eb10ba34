package org.oisp.gateway.auth.admission;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Lets registrations in, as many at once as an {@link AdmissionLimit} allows; the others wait in the order in which they came, and have
 * cost nothing but their message. Who waits is let in sooner or later as long as the gateway makes headway: only if no registration
 * has succeeded for as long as one may take, those that have waited so long are told so. Thread-safe; nothing here blocks.
 */
public final class AdmissionGate {

    private final AdmissionSettings settings;
    private final BooleanSupplier loopsLate;
    private final Scheduler timer;
    private final AdmissionLimit limit;
    private final Queue<AdmissionPermit> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile int allowed;
    /** When one succeeded last, or came when there was no other. */
    private volatile long progress;

    /**
     * Makes a gate at which nobody waits.
     *
     * @param settings its bounds
     * @param loopsLate whether the event loops are late at the moment, so that connected devices wait
     * @param timer its clock
     */
    public AdmissionGate(AdmissionSettings settings, BooleanSupplier loopsLate, Scheduler timer) {
        this.settings = settings;
        this.loopsLate = loopsLate;
        this.timer = timer;
        this.progress = now();
        this.limit = new AdmissionLimit(settings.most(), settings.timeout().toNanos(), progress);
        this.allowed = limit.current();
    }

    /**
     * A registration has come.
     *
     * @return what it waits for, and is to release however it ends
     */
    public AdmissionPermit permit() {
        return new AdmissionPermit(this, now());
    }

    /**
     * How many wait to be let in.
     *
     * @return a number, for a gauge
     */
    public int waiting() {
        return waiting.get();
    }

    /**
     * How many are under way.
     *
     * @return a number, for a gauge
     */
    public int admitted() {
        return admitted.get();
    }

    /**
     * How many may be under way now.
     *
     * @return a number, for a gauge
     */
    public int limit() {
        return allowed;
    }

    /**
     * Whether as many wait as may be under way: more that come now would only wait.
     *
     * @return whether new connections should rather not be read
     */
    public boolean isCrowded() {
        return waiting.get() >= allowed;
    }

    void enter(AdmissionPermit admissionPermit) {
        if (admitted.get() == 0) {
            // That none has succeeded while none has come says nothing.
            progress = now();
        }
        waiting.incrementAndGet();
        queue.add(admissionPermit);
        drain();
        if (waiting.get() > 0) {
            watch();
        }
    }

    void left() {
        waiting.decrementAndGet();
    }

    void resumed() {
        admitted.incrementAndGet();
    }

    void released() {
        admitted.decrementAndGet();
        drain();
    }

    /** What the database did not answer is as slow as can be, even if it failed at once: more would not help it. */
    void answered(long tookNanos, boolean succeeded) {
        long now = now();
        long took =
                succeeded ? tookNanos : Math.max(tookNanos, settings.timeout().toNanos());
        if (succeeded) {
            progress = now;
        }
        synchronized (limit) {
            limit.answered(now, took, admitted.get(), loopsLate.getAsBoolean());
            allowed = limit.current();
        }
        if (!succeeded && isStuck(now)) {
            // They would wait as long again for the same answer.
            expireThoseWhoWaitedFor(Duration.ZERO, now);
        }
    }

    long now() {
        return timer.now(TimeUnit.NANOSECONDS);
    }

    /** One thread at a time, and never within itself: who is let in may be done at once. */
    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            while (admitted.get() < allowed) {
                AdmissionPermit next = queue.poll();
                if (next == null) {
                    break;
                }
                if (next.take()) {
                    next.open();
                }
            }
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Looks after those that wait, until nobody does. */
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            long look = Math.max(1, settings.timeout().toNanos() / 10);
            timer.schedule(this::look, look, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        watched.set(false);
        long now = now();
        expireThoseWhoWaitedFor(isStuck(now) ? settings.timeout() : settings.patience(), now);
        drain();
        if (!queue.isEmpty()) {
            watch();
        }
    }

    private boolean isStuck(long now) {
        return now - progress >= settings.timeout().toNanos();
    }

    private void expireThoseWhoWaitedFor(Duration bound, long now) {
        AdmissionPermit oldest = queue.peek();
        while (oldest != null && now - oldest.cameNanos() >= bound.toNanos()) {
            if (queue.remove(oldest)) {
                oldest.expire();
            }
            oldest = queue.peek();
        }
    }

    static Throwable late() {
        return new TimeoutException("was not let in");
    }
}
