package org.oisp.gateway.memory;

import java.util.concurrent.atomic.AtomicLong;

/** A sum and its limit. Thread-safe. */
final class MemoryPool {

    /** From this share of the limit on, those who hold most are cut: the rest is for what others need until that is done. */
    private static final double HIGH = 0.9;

    /** Until this share is reached. */
    private static final double LOW = 0.8;

    private final long limit;
    private final long high;
    private final long low;
    private final AtomicLong held = new AtomicLong();
    /** What of it those hold that are being cut. */
    private final AtomicLong leaving = new AtomicLong();

    MemoryPool(long limit) {
        this.limit = limit;
        this.high = (long) (limit * HIGH);
        this.low = (long) (limit * LOW);
    }

    /** False, and nothing is taken, if it would be more than the limit. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes, boolean evicted) {
        held.addAndGet(-bytes);
        if (evicted) {
            leaving.addAndGet(-bytes);
        }
    }

    /** Whoever holds them is being cut. */
    void leave(long bytes) {
        leaving.addAndGet(bytes);
    }

    boolean isHigh() {
        return held.get() - leaving.get() > high;
    }

    boolean isRelieved() {
        return held.get() - leaving.get() <= low;
    }

    long held() {
        return held.get();
    }

    long limit() {
        return limit;
    }
}
