package org.oisp.gateway.cluster.bus;

import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;

/**
 * Who is told what comes from other instances and the dashboard. {@link #received} and {@link #announced} are called by one thread at a
 * time, in the order in which all instances hear it, and must not block.
 */
public interface BusListener extends QuestionListener {

    /**
     * There is a link. Nothing was subscribed over it yet.
     *
     * @param link the link
     */
    void linked(BusLink link);

    /**
     * A link is broken.
     *
     * @param link what {@link #linked} was told of
     */
    void unlinked(BusLink link);

    /**
     * Something was sent to a device.
     *
     * @param link over which link
     * @param device the device
     * @param message the message, any bytes
     */
    void received(BusLink link, DeviceAddress device, ByteSlice message);

    /**
     * An instance tells all.
     *
     * @param link over which link
     * @param announcement what it tells
     */
    void announced(BusLink link, Announcement announcement);
}
