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
 * Admits as many registrations at once as an {@link AdmissionLimit} allows. The others wait in order of arrival and have used no resources
 * but their message. A registration that has waited for longer than the maxWait fails; so do the waiting ones if no registration has
 * succeeded within a registration's timeout. Thread-safe; nothing here blocks.
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
    /** The time of the last success, or of the last arrival while none was admitted; in nanoseconds. */
    private volatile long progress;

    /**
     * Creates a gate without waiting registrations.
     *
     * @param settings its limits
     * @param loopsLate whether the event loops are late at present, so that connected devices wait
     * @param timer its clock and scheduler
     */
    public AdmissionGate(AdmissionSettings settings, BooleanSupplier loopsLate, Scheduler timer) {
        this.settings = settings;
        this.loopsLate = loopsLate;
        this.timer = timer;
        this.progress = now();
        this.limit = new AdmissionLimit(settings.max(), settings.timeout().toNanos(), progress);
        this.allowed = limit.current();
    }

    /** Returns a permit for a registration that has arrived. The caller waits for it, and must release it however the registration ends. */
    public AdmissionPermit permit() {
        return new AdmissionPermit(this, now());
    }

    /** Returns the number of registrations that wait to be admitted, for a gauge. */
    public int waiting() {
        return waiting.get();
    }

    /** Returns the number of registrations in progress, for a gauge. */
    public int admitted() {
        return admitted.get();
    }

    /** Returns the maximum number of registrations in progress at present, for a gauge. */
    public int limit() {
        return allowed;
    }

    /**
     * Returns whether as many registrations wait as may be in progress; then new connections should not be read, since they would only
     * wait.
     */
    public boolean isCrowded() {
        return waiting.get() >= allowed;
    }

    void enter(AdmissionPermit admissionPermit) {
        if (admitted.get() == 0) {
            // While none arrives, the lack of successes says nothing.
            progress = now();
        }
        waiting.incrementAndGet();
        queue.add(admissionPermit);
        drain();
        if (waiting.get() > 0) {
            watch();
        }
    }

    void leftQueue() {
        waiting.decrementAndGet();
    }

    void resumed() {
        admitted.incrementAndGet();
    }

    void released() {
        admitted.decrementAndGet();
        drain();
    }

    /** Counts a failure as taking at least the whole timeout, even if the database failed at once: more load would not help it. */
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

    /** Runs on one thread at a time and never recursively, since a registration may end as soon as it is admitted. */
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

    /** Checks the waiting registrations periodically, until none waits. */
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            long look = Math.max(1, settings.timeout().toNanos() / 10);
            timer.schedule(this::check, look, TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        watched.set(false);
        long now = now();
        expireThoseWhoWaitedFor(isStuck(now) ? settings.timeout() : settings.maxWait(), now);
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
        return new TimeoutException("was not admitted");
    }
}
