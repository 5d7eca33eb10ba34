package org.oisp.gateway.auth.store;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.oisp.gateway.database.SqlState;
import reactor.core.publisher.Mono;

/**
 * How long statements wait for what somebody else has locked. Most locks are gone before a statement notices, so the usual statement
 * takes the rows as they are and waits a moment. Once that was in vain, and for a while after it, rows that are locked are left out at
 * once, which costs a statement a look at each row: one row that stays locked holds up one batch, not each. Thread-safe.
 */
public final class LockTimeouts {

    /** For so long after something was locked it is taken for likely that more is. */
    private static final long CAUTIOUS = Duration.ofSeconds(10).toNanos();

    /** What cannot be left out (a row that is just being inserted) is waited for so much shorter. */
    private static final int LESS = 5;

    private final Duration lockTimeout;
    private final LongSupplier nanos;
    private volatile long cautiousUntil;
    private volatile boolean skips = true;

    /**
     * Makes one that has met no lock yet.
     *
     * @param lockTimeout how long a batch waits for a lock
     * @param nanos a clock as {@link System#nanoTime()}
     */
    public LockTimeouts(Duration lockTimeout, LongSupplier nanos) {
        this.lockTimeout = lockTimeout;
        this.nanos = nanos;
        this.cautiousUntil = nanos.getAsLong();
    }

    /** How long a statement waits that leaves out what is locked. */
    Duration rest() {
        return lockTimeout.dividedBy(LESS);
    }

    /**
     * Does something with rows.
     *
     * @param wait how long to wait for them
     * @param all does it with all of them, waiting for each lock so long at most
     * @param free does it with those that are not locked
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

    /** SKIP LOCKED needs PostgreSQL 9.5; at an older one whoever waits in vain has to find out by halves what is locked. */
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
