package org.oisp.gateway.routing;

import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * Catches and counts the failures of an observer that belongs to a trace.
 *
 * @param followed the observer
 * @param peer the device's session
 * @param events told of failures
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
