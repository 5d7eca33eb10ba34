package org.oisp.gateway.routing;

import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * What goes wrong with a receipt that belongs to a trace is counted, and reaches nobody else.
 *
 * @param followed the receipt
 * @param peer the device's session
 * @param events told of what goes wrong
 */
record GuardedDeliveryObserver(DeliveryObserver followed, Object peer, ActuationEvents events)
        implements DeliveryObserver {

    @Override
    public void written(long sinceReceivedNanos) {
        try {
            followed.written(sinceReceivedNanos);
        } catch (RuntimeException | Error defect) {
            events.tracingFailed(peer, defect);
        }
    }

    @Override
    public void written(DeliveryTimer timer, long sinceReceivedNanos) {
        try {
            followed.written(timer, sinceReceivedNanos);
        } catch (RuntimeException | Error defect) {
            events.tracingFailed(peer, defect);
        }
    }
}
