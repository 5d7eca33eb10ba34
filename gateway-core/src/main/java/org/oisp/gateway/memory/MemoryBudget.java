package org.oisp.gateway.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * What all peers together make the process hold, in the heap or outside it, and the most that they may. It is never more: who asks for
 * more than is left is cut at once. Before it comes to that, those who hold most are cut, until a fifth is free. Connections on which
 * neither a device has registered nor a sender is known have a small part of it, and are cut first if they use that up: strangers
 * cannot take what devices need. Thread-safe; nothing here blocks.
 */
public final class MemoryBudget {

    private final MemoryPool all;
    private final MemoryPool strangers;
    private final MemoryPool shared;
    private final LongSupplier nanos;
    private final Set<HeldMemory> holders = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean relieving = new AtomicBoolean();

    /**
     * Makes a budget of which nothing is used.
     *
     * @param settings its limits
     * @param nanos a monotonic time
     */
    public MemoryBudget(MemorySettings settings, LongSupplier nanos) {
        this.all = new MemoryPool(settings.bytes());
        this.strangers = new MemoryPool(settings.unregisteredBytes());
        this.shared = new MemoryPool(settings.bytes() / 2);
        this.nanos = nanos;
    }

    /**
     * Opens the account of a connection, on which nobody has registered yet.
     *
     * @param holder who is told if it is to be cut
     * @return an empty account, to be ended with the connection
     */
    public HeldMemory open(MemoryHolder holder) {
        return new HeldMemory(this, holder);
    }

    /**
     * Takes some for what is no connection's, such as what is on its way to other instances. That may be half of all: or else
     * connections would be cut for what is not theirs.
     *
     * @param bytes how many
     * @return false, and nothing is taken, if that many are not left
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
     * Gives back what {@link #take(long)} has taken.
     *
     * @param bytes how many
     */
    public void giveBack(long bytes) {
        shared.giveBack(bytes, false);
        all.giveBack(bytes, false);
    }

    /**
     * What is held.
     *
     * @return a number of bytes, for a gauge
     */
    public long held() {
        return all.held();
    }

    /**
     * What connections hold on which nobody has registered.
     *
     * @return a number of bytes, for a gauge; part of {@link #held()}
     */
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

    /** Not to be called under a lock of an account. */
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

    /** As they are now: an order of what changes meanwhile would be none. */
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
