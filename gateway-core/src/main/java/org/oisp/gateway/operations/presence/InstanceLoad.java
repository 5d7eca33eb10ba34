package org.oisp.gateway.operations.presence;

import org.jspecify.annotations.Nullable;

/**
 * What an instance says of itself: its load, and its version.
 *
 * @param devices devices registered there
 * @param connections sockets open there
 * @param registrationsPerSecond devices that registered, over the last seconds
 * @param actuationsPerSecond actuations put into mailboxes there, over the last seconds
 * @param cpu its process's share of all processors of its machine, from 0 to 1
 * @param draining whether it has begun to drain
 * @param version its version; null if it is too old to report it
 */
public record InstanceLoad(
        long devices,
        long connections,
        double registrationsPerSecond,
        double actuationsPerSecond,
        double cpu,
        boolean draining,
        @Nullable String version) {

    /** The load of an instance that has just started. */
    public static final InstanceLoad NONE = new InstanceLoad(0, 0, 0, 0, 0, false, null);

    /** Returns the same load of an instance of a version. */
    public InstanceLoad ofVersion(String its) {
        return new InstanceLoad(devices, connections, registrationsPerSecond, actuationsPerSecond, cpu, draining, its);
    }
}
