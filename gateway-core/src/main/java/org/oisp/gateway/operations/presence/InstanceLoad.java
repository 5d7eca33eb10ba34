package org.oisp.gateway.operations.presence;

/**
 * What an instance has to do.
 *
 * @param devices devices that are registered there
 * @param connections sockets that are open there
 * @param registrationsPerSecond devices that have registered of late
 * @param actuationsPerSecond actuations that were put into mailboxes there of late
 * @param cpu what its process takes of all processors of its machine, from 0 to 1
 * @param draining whether it has begun to empty itself
 */
public record InstanceLoad(
        long devices,
        long connections,
        double registrationsPerSecond,
        double actuationsPerSecond,
        double cpu,
        boolean draining) {

    /** Of one that has only just started. */
    public static final InstanceLoad NONE = new InstanceLoad(0, 0, 0, 0, 0, false);
}
