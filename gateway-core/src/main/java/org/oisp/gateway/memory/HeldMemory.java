package org.oisp.gateway.memory;

import org.jspecify.annotations.Nullable;

/**
 * The memory account of one connection: the received parts of incomplete messages, the messages waiting for its devices, and the data its
 * socket has not accepted. Charged before allocation. Thread-safe; no other lock is taken under this one's.
 * It reports to the budget, which evicts the connections that hold the most: that is why the two know each other.
 */
public final class HeldMemory {

    /** The account of connections whose memory is not counted. */
    private static final HeldMemory UNCOUNTED = new HeldMemory(null, eviction -> {});

    private final @Nullable MemoryBudget budget;
    private final MemoryHolder holder;
    private volatile boolean stranger = true;
    private volatile boolean evicted;
    private boolean ended;
    private long bytes;
    private long sinceNanos;

    HeldMemory(@Nullable MemoryBudget budget, MemoryHolder holder) {
        this.budget = budget;
        this.holder = holder;
    }

    /** Returns an account that counts nothing and accepts every charge. */
    public static HeldMemory uncounted() {
        return UNCOUNTED;
    }

    /** Notes that the connection has registered a device or is a known sender, and so no longer counts as a stranger. */
    public void known() {
        if (!stranger || budget == null) {
            return;
        }
        synchronized (this) {
            if (stranger) {
                stranger = false;
                budget.noStranger(bytes, evicted);
            }
        }
    }

    /**
     * Charges the account, before the memory is allocated.
     *
     * @param more number of bytes
     * @return false if the limit is exceeded: the connection is being cut, and the caller must not allocate
     */
    public boolean charge(long more) {
        if (budget == null) {
            return true;
        }
        boolean taken;
        synchronized (this) {
            if (ended || evicted) {
                return false;
            }
            taken = budget.take(more, stranger);
            if (taken) {
                if (bytes == 0) {
                    sinceNanos = budget.nanos();
                    budget.holds(this);
                }
                bytes += more;
            }
        }
        if (taken) {
            budget.relieveIfNeeded();
            return !evicted;
        }
        evict(more);
        return false;
    }

    /**
     * Returns memory to the budget.
     *
     * @param less number of bytes, charged before
     */
    public void release(long less) {
        if (budget == null || less == 0) {
            return;
        }
        synchronized (this) {
            if (!ended) {
                take(budget, less);
            }
        }
    }

    /** Returns everything to the budget, because the connection is gone. Accepts no more charges. */
    public void end() {
        if (budget == null) {
            return;
        }
        synchronized (this) {
            if (!ended) {
                take(budget, bytes);
                ended = true;
            }
        }
    }

    /** Returns the number of bytes held. */
    public synchronized long bytes() {
        return bytes;
    }

    boolean isStranger() {
        return stranger;
    }

    /** Cuts the connection; {@code more} is the refused charge, in bytes. */
    void evict(long more) {
        if (budget == null) {
            return;
        }
        Eviction eviction;
        synchronized (this) {
            if (ended || evicted) {
                return;
            }
            evicted = true;
            budget.leave(bytes, stranger);
            eviction = budget.eviction(bytes + more, bytes == 0 ? budget.nanos() : sinceNanos, stranger);
        }
        holder.evict(eviction);
    }

    private void take(MemoryBudget from, long less) {
        if (less == 0) {
            return;
        }
        bytes -= less;
        from.giveBack(less, stranger, evicted);
        if (bytes == 0) {
            from.holdsNothing(this);
        }
    }
}
