package org.oisp.gateway.memory;

/** Whose connection a {@link HeldMemory} is of. Thread-safe. */
public interface MemoryHolder {

    /**
     * It holds most of what there is too much of: its connection is to be cut, and what it holds to be given back. Called once at most,
     * by any thread, which may hold locks: must neither wait nor fail.
     *
     * @param eviction what it held
     */
    void evict(Eviction eviction);
}
