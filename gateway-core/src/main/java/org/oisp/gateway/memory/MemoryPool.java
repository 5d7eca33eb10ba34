package org.oisp.gateway.memory;

import java.util.concurrent.atomic.AtomicLong;

/** A counter with a limit. Thread-safe. */
final class MemoryPool {

    /** Above this share of the limit, the largest holders are cut; other connections use the rest until that has taken effect. */
    private static final double HIGH = 0.9;

    /** Holders are cut until the sum falls to this share. */
    private static final double LOW = 0.8;

    private final long limit;
    private final long high;
    private final long low;
    private final AtomicLong held = new AtomicLong();
    /** The part of it held by connections that are being cut. */
    private final AtomicLong leaving = new AtomicLong();

    MemoryPool(long limit) {
        this.limit = limit;
        this.high = (long) (limit * HIGH);
        this.low = (long) (limit * LOW);
    }

    /** Returns false, and takes nothing, if the limit would be exceeded. */
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

    /** Notes that the holder of these bytes is being cut. */
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
