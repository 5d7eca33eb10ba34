package org.oisp.gateway.memory;

/** The connection behind a {@link HeldMemory}. Implementations must be thread-safe. */
public interface MemoryHolder {

    /**
     * Cuts the connection and frees its memory, because it holds too much. Called at most once, on any thread, which may hold locks: must
     * not block or throw.
     *
     * @param eviction what it held
     */
    void evict(Eviction eviction);
}
