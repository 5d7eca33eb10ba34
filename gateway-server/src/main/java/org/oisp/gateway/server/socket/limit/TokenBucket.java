package org.oisp.gateway.server.socket.limit;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket: holds the actions allowed in a minute, starts full, and refills evenly. Actions that exceed it take it below zero, down
 * to minus its capacity. Not thread-safe; confined to one thread or guarded by a lock.
 */
final class TokenBucket {

    private static final double MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int capacity;
    private double level;
    private long filledNanos;

    TokenBucket(int perMinute, long nowNanos) {
        this.capacity = perMinute;
        this.level = perMinute;
        this.filledNanos = nowNanos;
    }

    void take(long nowNanos) {
        fill(nowNanos);
        level = Math.max(level - 1, -capacity);
    }

    void refund(long nowNanos) {
        fill(nowNanos);
        level = Math.min(level + 1, capacity);
    }

    /** Empties the bucket, as at the end of a ban: the address gets another chance, but no fresh allowance. */
    void empty(long nowNanos) {
        level = 0;
        filledNanos = nowNanos;
    }

    /** Returns whether more was taken than the bucket held. */
    boolean isOverdrawn(long nowNanos) {
        fill(nowNanos);
        return level < 0;
    }

    /** Returns whether twice the allowance was taken. */
    boolean isAtBottom(long nowNanos) {
        fill(nowNanos);
        return level <= -capacity;
    }

    /** Returns whether the bucket holds at least this share of its capacity, from 0 to 1. */
    boolean holds(double share, long nowNanos) {
        fill(nowNanos);
        return level >= share * capacity;
    }

    private void fill(long nowNanos) {
        if (nowNanos - filledNanos > 0) {
            level = Math.min(capacity, level + (nowNanos - filledNanos) * (capacity / MINUTE_NANOS));
            filledNanos = nowNanos;
        }
    }
}
