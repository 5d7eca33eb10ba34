package org.oisp.gateway.memory;

/**
 * Why a connection is cut so that others have memory.
 *
 * @param bytes what it made the process hold, and asked for at last
 * @param nanos for how long it has held something without a pause
 * @param held what all hold that count together with it
 * @param limit what those may hold
 * @param registered whether a device was registered on it, or a sender known; those that are neither have a limit of their own
 */
public record Eviction(long bytes, long nanos, long held, long limit, boolean registered) {}
