package org.oisp.gateway.operations.presence;

/**
 * The load of an instance.
 *
 * @param devices devices registered there
 * @param connections sockets open there
 * @param registrationsPerSecond devices that registered, over the last seconds
 * @param actuationsPerSecond actuations put into mailboxes there, over the last seconds
 * @param cpu its process's share of all processors of its machine, from 0 to 1
 * @param draining whether it has begun to drain
 */
public record InstanceLoad(
        long devices,
        long connections,
        double registrationsPerSecond,
        double actuationsPerSecond,
        double cpu,
        boolean draining) {

    /** The load of an instance that has just started. */
    public static final InstanceLoad NONE = new InstanceLoad(0, 0, 0, 0, 0, false);
}
