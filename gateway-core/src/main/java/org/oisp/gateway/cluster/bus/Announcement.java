package org.oisp.gateway.cluster.bus;

import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceUid;

/**
 * A message from one instance to all instances: which devices it owns, and which were taken over there.
 *
 * @param instance the sender's id, a UUID; changes at each start
 * @param number a counter of the sender's announcements
 * @param taken devices that are connected to the sender
 * @param fought devices that were taken over from an open connection at the sender
 */
public record Announcement(String instance, long number, List<Taken> taken, List<DeviceAddress> fought) {

    /**
     * A device that is connected to the sender.
     *
     * @param device the device's key
     * @param boundAtMicros when its binding row was bound, as in {@code Mailbox.boundAtMicros()}
     */
    public record Taken(DeviceUid device, long boundAtMicros) {}
}
