package org.oisp.gateway.cluster.ownership;

import org.oisp.gateway.cluster.bus.Announcement.Taken;
import org.oisp.gateway.registry.Mailbox;

/** What to do about a device that is connected here and that another instance announces. */
enum OwnershipConflict {
    /** The device is the other instance's: its connection here ends. */
    SURRENDER,
    /** The other instance has not received our announcement, or received it before its own device connected: it is sent again. */
    ANNOUNCE_AGAIN,
    /** Our announcement is under way, and will decide. */
    CONTEST;

    /**
     * Decides a conflict: the newer binding row wins; without rows, the last announcement.
     *
     * @param ours the device's mailbox here
     * @param settled whether the other instances know of it
     * @param theirs what the other instance has announced
     */
    static OwnershipConflict of(Mailbox ours, boolean settled, Taken theirs) {
        boolean comparable = ours.boundAtMicros() != Mailbox.UNBOUND && theirs.boundAtMicros() != Mailbox.UNBOUND;
        boolean newer = comparable ? ours.boundAtMicros() > theirs.boundAtMicros() : !settled;
        if (!newer) {
            return SURRENDER;
        }
        return settled ? ANNOUNCE_AGAIN : CONTEST;
    }
}
