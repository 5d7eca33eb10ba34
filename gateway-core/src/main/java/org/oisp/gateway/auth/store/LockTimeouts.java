package org.oisp.gateway.auth.store;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.oisp.gateway.database.SqlState;
import reactor.core.publisher.Mono;

/**
 * Decides how long statements wait for locks of other database sessions. Most locks are released quickly, so the usual statement takes all
 * rows and waits briefly. After such a wait failed, and for some time, statements skip locked rows at once, which costs an extra check of
 * each row: a row that stays locked delays one batch, not every batch. Thread-safe.
 */
public final class LockTimeouts {

    /** How long, in nanoseconds, statements skip locked rows after a lock was found. */
    private static final long CAUTIOUS = Duration.ofSeconds(10).toNanos();

    /** The divisor of the wait for locks that cannot be skipped (on a row that is being inserted). */
    private static final int LESS = 5;

    private final Duration lockTimeout;
    private final LongSupplier nanos;
    private volatile long cautiousUntil;
    private volatile boolean skips = true;

    /**
     * Creates an object that has not met a lock yet.
     *
     * @param lockTimeout how long a batch waits for a lock
     * @param nanos a clock as {@link System#nanoTime()}
     */
    public LockTimeouts(Duration lockTimeout, LongSupplier nanos) {
        this.lockTimeout = lockTimeout;
        this.nanos = nanos;
        this.cautiousUntil = nanos.getAsLong();
    }

    /** Returns how long a statement that skips locked rows waits for other locks. */
    Duration rest() {
        return lockTimeout.dividedBy(LESS);
    }

    /**
     * Runs a statement on rows.
     *
     * @param wait how long to wait for row locks
     * @param all runs it on all rows, with the given lock timeout
     * @param free runs it on the rows that are not locked, with the given lock timeout
     */
    <T> Mono<T> use(LockWait wait, Function<Duration, Mono<T>> all, Function<Duration, Mono<T>> free) {
        return Mono.defer(() -> {
            if (wait != LockWait.BRIEF || nanos.getAsLong() - cautiousUntil < 0) {
                return leavingOut(all, free);
            }
            return all.apply(lockTimeout).onErrorResume(SqlState::isLocked, locked -> {
                cautiousUntil = nanos.getAsLong() + CAUTIOUS;
                return leavingOut(all, free);
            });
        });
    }

    /** SKIP LOCKED needs PostgreSQL 9.5; on an older server the caller has to find locked rows by splitting the batch. */
    private <T> Mono<T> leavingOut(Function<Duration, Mono<T>> all, Function<Duration, Mono<T>> free) {
        if (!skips) {
            return all.apply(rest());
        }
        return free.apply(rest()).onErrorResume(SqlState::isUnknownSyntax, old -> {
            skips = false;
            return all.apply(rest());
        });
    }
}
