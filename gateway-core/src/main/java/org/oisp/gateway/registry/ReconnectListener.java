package org.oisp.gateway.registry;

import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.device.DeviceUid;

/**
 * Is told which devices leave this instance and the others, and which come back, so that actuations can wait for a device that is about to
 * reconnect. Implementations must be thread-safe and must not block.
 */
public interface ReconnectListener {

    /** Ignores all calls. */
    ReconnectListener NONE = new ReconnectListener() {
        @Override
        public void admitting(Mailbox mailbox) {
            // nothing waits
        }

        @Override
        public void left(DeviceIdentity device) {
            // nothing is to wait
        }

        @Override
        public void arrivedElsewhere(DeviceUid device) {
            // nothing waits
        }

        @Override
        public void mayBeAnywhere() {
            // nothing waits
        }
    };

    /**
     * Called with a device's new mailbox before others can find it, under the registry's lock for this device: what is posted here is
     * ahead of all that comes later. Must not call the registry.
     *
     * @param mailbox the device's mailbox
     */
    void admitting(Mailbox mailbox);

    /**
     * Called when a device's connection, here or at another instance, has ended or is about to end, and no newer one is known. If it was
     * at another instance, called under the registry's lock for this device. Must not call the registry.
     *
     * @param device the device
     */
    void left(DeviceIdentity device);

    /**
     * Called when another instance has announced a device, in the order in which all instances receive announcements: what is published
     * for the device from now on is for that instance.
     *
     * @param device the device
     */
    void arrivedElsewhere(DeviceUid device);

    /** Called when announcements of other instances may have been missed. */
    void mayBeAnywhere();
}
