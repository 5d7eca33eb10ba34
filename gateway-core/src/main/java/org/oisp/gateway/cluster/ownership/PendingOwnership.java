package org.oisp.gateway.cluster.ownership;

import java.util.concurrent.CompletableFuture;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * A device that is here, and of which the others are to know.
 *
 * @param mailbox the device's mailbox
 * @param told completes when they know (true), or when that is given up (false)
 */
record PendingOwnership(Mailbox mailbox, CompletableFuture<Boolean> told) {

    static PendingOwnership of(Mailbox mailbox) {
        return new PendingOwnership(mailbox, new CompletableFuture<>());
    }

    DeviceAddress address() {
        return DeviceAddress.of(mailbox.device());
    }

    /** Nobody is to wait any longer. */
    void giveUp() {
        told.complete(false);
    }

    /** All have heard, this instance too: from here on what is sent to the device is for the device's mailbox here. */
    void settle(DeviceRegistry devices, int link) {
        devices.settle(mailbox, link);
        told.complete(true);
    }
}
