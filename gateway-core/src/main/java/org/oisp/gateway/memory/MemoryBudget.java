package org.oisp.gateway.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The memory that all peers together make the process hold, on or off the heap, and its limit. The limit is never exceeded: a connection
 * that asks for more than is left is cut at once. Before that, the connections that hold the most are cut until a fifth is free. Strangers
 * share a small part of the budget and are cut first if they use it up, so they cannot take the memory that devices need. Thread-safe;
 * never blocks.
 */
public final class MemoryBudget {

    private final MemoryPool all;
    private final MemoryPool strangers;
    private final MemoryPool shared;
    private final LongSupplier nanos;
    private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean relieving = new AtomicBoolean();

    /**
     * Creates an unused budget.
     *
     * @param settings its limits
     * @param nanos a monotonic clock, in nanoseconds
     */
    public MemoryBudget(MemorySettings settings, LongSupplier nanos) {
        this.all = new MemoryPool(settings.bytes());
        this.strangers = new MemoryPool(settings.unregisteredBytes());
        this.shared = new MemoryPool(settings.bytes() / 2);
        this.nanos = nanos;
    }

    /**
     * Opens the account of a connection that is still a stranger.
     *
     * @param holder told if the connection is to be cut
     * @return an empty account; end it with the connection
     */
    public HeldMemory open(MemoryHolder holder) {
        return new HeldMemory(this, holder);
    }

    /**
     * Takes memory that belongs to no connection, such as actuations on their way to other instances. Limited to half of the budget, so
     * that connections are not cut for memory that is not theirs.
     *
     * @param bytes number of bytes
     * @return false, and nothing is taken, if fewer are left
     */
    public boolean take(long bytes) {
        if (!shared.take(bytes)) {
            return false;
        }
        if (!all.take(bytes)) {
            shared.giveBack(bytes, false);
            return false;
        }
        relieveIfNeeded();
        return true;
    }

    /**
     * Returns memory taken with {@link #take(long)}.
     *
     * @param bytes number of bytes
     */
    public void giveBack(long bytes) {
        shared.giveBack(bytes, false);
        all.giveBack(bytes, false);
    }

    /** Returns the number of bytes held. */
    public long held() {
        return all.held();
    }

    /** Returns the number of bytes held by strangers; part of {@link #held()}. */
    public long heldByStrangers() {
        return strangers.held();
    }

    long nanos() {
        return nanos.getAsLong();
    }

    boolean take(long bytes, boolean stranger) {
        if (stranger && !strangers.take(bytes)) {
            return false;
        }
        if (all.take(bytes)) {
            return true;
        }
        if (stranger) {
            strangers.giveBack(bytes, false);
        }
        return false;
    }

    void giveBack(long bytes, boolean stranger, boolean evicted) {
        all.giveBack(bytes, evicted);
        if (stranger) {
            strangers.giveBack(bytes, evicted);
        }
    }

    void leave(long bytes, boolean stranger) {
        all.leave(bytes);
        if (stranger) {
            strangers.leave(bytes);
        }
    }

    void noStranger(long bytes, boolean evicted) {
        strangers.giveBack(bytes, evicted);
    }

    void holds(HeldMemory holder) {
        holders.add(holder);
    }

    void holdsNothing(HeldMemory holder) {
        holders.remove(holder);
    }

    /** Must not be called under the lock of an account. */
    void relieveIfNeeded() {
        if ((strangers.isHigh() || all.isHigh()) && relieving.compareAndSet(false, true)) {
            try {
                if (strangers.isHigh()) {
                    relieve(strangers, true);
                }
                if (all.isHigh()) {
                    relieve(all, false);
                }
            } finally {
                relieving.set(false);
            }
        }
    }

    Eviction eviction(long bytes, long sinceNanos, boolean stranger) {
        MemoryPool pool = stranger ? strangers : all;
        return new Eviction(bytes, nanos() - sinceNanos, pool.held(), pool.limit(), !stranger);
    }

    private void relieve(MemoryPool pool, boolean onlyStrangers) {
        for (Candidate candidate : worst(onlyStrangers)) {
            if (pool.isRelieved()) {
                return;
            }
            candidate.holder.evict(0);
        }
    }

    /** Sorts a snapshot, because sizes that change during the sort would break its order. */
    private List<Candidate> worst(boolean onlyStrangers) {
        List<Candidate> candidates = new ArrayList<>();
        for (HeldMemory holder : holders) {
            if (holder.isStranger() || !onlyStrangers) {
                candidates.add(new Candidate(holder, holder.bytes()));
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::bytes).reversed());
        return candidates;
    }

    private record Candidate(HeldMemory holder, long bytes) {}
}
