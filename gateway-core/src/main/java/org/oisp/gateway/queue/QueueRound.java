package org.oisp.gateway.queue;

import java.util.HashSet;
import java.util.Set;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.registry.Mailbox;

/** The actuations that a device was sent on one connection and has not confirmed yet. Guarded by its {@link QueueRounds}. */
final class QueueRound {

    final DeviceUid device;
    Mailbox mailbox;
    /** The rows whose delivery has not ended. */
    final Set<Long> open = new HashSet<>(4);
    /** Whether nothing may be sent behind them: the first was not confirmed before. */
    boolean alone;
    /** Whether more is to be read once all have ended. */
    boolean again;
    /** Whether one was not confirmed, so that nothing may be sent behind it. */
    boolean failed;
    /** Whether one was counted as not confirmed. */
    boolean counted;

    QueueRound(DeviceUid device, Mailbox mailbox) {
        this.device = device;
        this.mailbox = mailbox;
    }

    /** Returns whether a mailbox is one of the same connection. */
    boolean isOn(Mailbox other) {
        return mailbox.owner() == other.owner();
    }
}
