package org.oisp.gateway.memory;

/**
 * Why a connection is cut to free memory.
 *
 * @param bytes what it held, plus what it last asked for
 * @param nanos how long it has continuously held something, in nanoseconds
 * @param held bytes held by all connections under the same limit
 * @param limit that limit, in bytes
 * @param registered whether the connection had a registered device or a known sender; strangers have a limit of their own
 */
public record Eviction(long bytes, long nanos, long held, long limit, boolean registered) {}
