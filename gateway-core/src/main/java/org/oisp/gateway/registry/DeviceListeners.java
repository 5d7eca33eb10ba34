package org.oisp.gateway.registry;

/**
 * The listeners of sessions.
 *
 * @param ownership told which devices this instance gains and loses
 * @param connections told which devices connect and disconnect
 */
public record DeviceListeners(OwnershipListener ownership, ConnectionListener connections) {

    /** Listeners that ignore all devices. */
    public static final DeviceListeners NONE = new DeviceListeners(OwnershipListener.NONE, ConnectionListener.NONE);
}
