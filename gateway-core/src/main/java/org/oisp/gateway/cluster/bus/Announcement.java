package org.oisp.gateway.cluster.bus;

import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;

/**
 * What an instance tells all.
 *
 * @param instance who tells it: another one at each start
 * @param number counts what the instance tells
 * @param taken devices that are connected there
 * @param fought devices that were taken from a connection that was open, there
 */
public record Announcement(String instance, long number, List<Taken> taken, List<DeviceAddress> fought) {

    /**
     * A device that is connected.
     *
     * @param device the device
     * @param boundAtMicros when its row was bound, as {@code Mailbox.boundAtMicros()}
     */
    public record Taken(DeviceUid device, long boundAtMicros) {}
}
