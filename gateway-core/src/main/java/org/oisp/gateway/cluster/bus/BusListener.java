package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Receives what arrives from other instances and the dashboard. {@link #received}, {@link #heard} and {@link #announced} are called by one thread at a
 * time, in the order in which all instances receive the messages, and must not block.
 */
public interface BusListener extends QuestionListener {

    /** Receives a new link, which has no subscriptions to devices yet. */
    void linked(BusLink link);

    /**
     * Receives the news that a link broke.
     *
     * @param link the link that was passed to {@link #linked}
     */
    void unlinked(BusLink link);

    /**
     * Receives a message to a device.
     *
     * @param link the link over which it arrived
     * @param device the device's address
     * @param message any bytes
     */
    void received(BusLink link, DeviceAddress device, ByteSlice message);

    /**
     * Receives the hello of an instance, which may be this one. Each instance says hello with every ping of Redis.
     *
     * @param server the instance's name in binding rows and leases
     */
    void heard(String server);

    /**
     * Receives an announcement, which may be this instance's own.
     *
     * @param link the link over which it arrived
     * @param announcement what the sender announces
     */
    void announced(BusLink link, Announcement announcement);
}
