package org.oisp.gateway.routing;

import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.queue.ActuationQueue;

/**
 * Keeps actuations for devices that are away. Thread-safe; never blocks.
 *
 * @param queue keeps them
 * @param route brings them to the instances that have their devices
 */
public record KeptActuations(ActuationQueue queue, QueuedRoute route) {

    /** Keeps an actuation; its observer is told. */
    ActuationOutcome keep(Target target, Inbound.ActuationMessage actuation, Object sender, ReceiptObserver observer) {
        return route.keep(queue, target, actuation, sender, observer);
    }

    /** Delivers what is kept for a device, if that is connected here. */
    void look(DeviceUid device) {
        queue.look(device);
    }
}
