package org.oisp.gateway.server.socket.limit;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket: holds what may be done in a minute, is full at first, and fills again evenly. It goes below zero for what is done all
 * the same, down to as much as it holds. Used by one thread, or under a lock.
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

    void giveBack(long nowNanos) {
        fill(nowNanos);
        level = Math.min(level + 1, capacity);
    }

    /** Takes away what is left, as at the end of a ban: another chance, but no second start. */
    void empty(long nowNanos) {
        level = 0;
        filledNanos = nowNanos;
    }

    /** Whether more was taken than there was. */
    boolean isOverdrawn(long nowNanos) {
        fill(nowNanos);
        return level < 0;
    }

    /** Whether twice as much was taken as may be. */
    boolean isAtBottom(long nowNanos) {
        fill(nowNanos);
        return level <= -capacity;
    }

    /** Whether at least this share of it is there. */
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
