package org.oisp.gateway.cluster.bus;

import java.util.List;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * A message from one instance to all instances: which devices it owns, which were taken over there, and which have left it.
 *
 * @param instance the sender's id, a UUID; changes at each start
 * @param number a counter of the sender's announcements
 * @param taken devices that are connected to the sender
 * @param fought devices that were taken over from an open connection at the sender
 * @param left devices whose connection to the sender has ended or is about to end, and that have no newer one there
 */
public record Announcement(
        String instance, long number, List<Taken> taken, List<DeviceAddress> fought, List<DeviceIdentity> left) {

    /** Creates an announcement of an instance that no device has left. */
    public Announcement(String instance, long number, List<Taken> taken, List<DeviceAddress> fought) {
        this(instance, number, taken, fought, List.of());
    }

    /**
     * A device that is connected to the sender.
     *
     * @param device the device's key
     * @param boundAtMicros when its binding row was bound, as in {@code Mailbox.boundAtMicros()}
     */
    public record Taken(DeviceUid device, long boundAtMicros) {}
}
