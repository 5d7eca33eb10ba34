package org.oisp.gateway.memory;

import org.jspecify.annotations.Nullable;

/**
 * What one connection makes the process hold: what has come of its unfinished messages, what waits for its devices, and what its socket
 * does not take. Charged before it is allocated. Thread-safe; no other lock is taken under this one's.
 */
public final class HeldMemory {

    /** Of a connection that nobody counts. */
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

    /**
     * For whoever has no budget.
     *
     * @return an account that takes everything
     */
    public static HeldMemory uncounted() {
        return UNCOUNTED;
    }

    /** A device has registered on the connection, or its peer is known as a sender: it counts among the strangers no more. */
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
     * The connection is going to hold more.
     *
     * @param more how many bytes
     * @return false if it may not: it is being cut, and nothing is to be allocated
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
     * It holds less.
     *
     * @param less how many bytes of those that were charged
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

    /** The connection is gone, and with it whatever it held. Nothing more is charged to it. */
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

    /**
     * What it holds.
     *
     * @return a number of bytes
     */
    public synchronized long bytes() {
        return bytes;
    }

    boolean isStranger() {
        return stranger;
    }

    /** Cut: for what it holds, and for what it wanted to. */
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
