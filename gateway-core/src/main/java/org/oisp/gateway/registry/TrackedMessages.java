package org.oisp.gateway.registry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.receipt.OutcomeReason;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.receipt.WaitingPlace;

/**
 * The tracked actuations that wait in a mailbox. Wherever a waiting message is dropped between the mailbox and the socket, its sender is
 * told when the device's connection is released: no queue on the way has to report its losses. Thread-safe.
 */
final class TrackedMessages implements WaitingPlace {

    private final MailboxQueue queue;
    private final DeviceIdentity device;
    private final ConnectionEvents events;
    private final ConcurrentMap<TrackedActuation, Outbound.Delivery> waiting = new ConcurrentHashMap<>();

    TrackedMessages(MailboxQueue queue, DeviceIdentity device, ConnectionEvents events) {
        this.queue = queue;
        this.device = device;
        this.events = events;
    }

    /** Adds an actuation that is about to be posted; returns false if it has ended. */
    boolean add(TrackedActuation actuation, Outbound.Delivery delivery) {
        // Before it enters: its deadline may be over the moment after.
        waiting.put(actuation, delivery);
        boolean entered = actuation.enter(DeviceAddress.of(device), this);
        if (!entered) {
            waiting.remove(actuation);
        }
        return entered;
    }

    /** Removes an actuation that the mailbox did not accept. */
    void refuse(TrackedActuation actuation) {
        waiting.remove(actuation);
        actuation.refused();
    }

    @Override
    public void taken(TrackedActuation actuation) {
        waiting.remove(actuation);
    }

    @Override
    public void withdraw(TrackedActuation actuation) {
        Outbound.@Nullable Delivery delivery = waiting.remove(actuation);
        if (delivery != null) {
            queue.withdraw(delivery);
            events.discarded(device, 1, DiscardReason.EXPIRED);
        }
    }

    /** Ends all that still wait: the device's connection has ended. */
    void release() {
        for (TrackedActuation actuation : waiting.keySet()) {
            waiting.remove(actuation);
            boolean unused = actuation.endIfWaiting(OutcomeReason.DISCONNECTED);
        }
    }
}
