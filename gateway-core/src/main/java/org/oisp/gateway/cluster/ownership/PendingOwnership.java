package org.oisp.gateway.cluster.ownership;

import java.util.concurrent.CompletableFuture;
import org.oisp.gateway.cluster.bus.AnnouncementOutcome;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * A device that is connected here and must be announced to the other instances.
 *
 * @param mailbox the device's mailbox
 * @param announced completes with true when they know, with false when the announcement is given up
 */
record PendingOwnership(Mailbox mailbox, CompletableFuture<Boolean> announced) {

    static PendingOwnership of(Mailbox mailbox) {
        return new PendingOwnership(mailbox, new CompletableFuture<>());
    }

    DeviceAddress address() {
        return DeviceAddress.of(mailbox.device());
    }

    /** Gives up the announcement and releases what waits for it. */
    void giveUp() {
        announced.complete(false);
    }

    /**
     * Settles the ownership after all instances received the announcement: from here on, messages to the device are for its mailbox here.
     */
    void settle(DeviceRegistry devices, int link) {
        devices.settle(mailbox, link);
        announced.complete(true);
    }

    /** Returns what has become of the announcement so far. */
    AnnouncementOutcome outcome() {
        if (announced.getNow(false)) {
            return AnnouncementOutcome.ANNOUNCED;
        }
        return announced.isDone() ? AnnouncementOutcome.AWAY : AnnouncementOutcome.LATE;
    }
}
