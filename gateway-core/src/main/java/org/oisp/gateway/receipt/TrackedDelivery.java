package org.oisp.gateway.receipt;

import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * Observes the delivery of a tracked actuation. A class of its own, and final: the writer of a socket recognises it with one comparison.
 */
public final class TrackedDelivery implements DeliveryObserver {

    private final TrackedActuation actuation;
    private final DeliveryObserver beyond;

    /**
     * Creates an observer.
     *
     * @param actuation the actuation
     * @param beyond the observer that it would have if it were not tracked
     */
    public TrackedDelivery(TrackedActuation actuation, DeliveryObserver beyond) {
        this.actuation = actuation;
        this.beyond = beyond;
    }

    /** Returns the actuation. */
    public TrackedActuation actuation() {
        return actuation;
    }

    @Override
    public void written(long sinceReceivedNanos) {
        beyond.written(sinceReceivedNanos);
    }

    @Override
    public void written(DeliveryTimer timer, long sinceReceivedNanos) {
        beyond.written(timer, sinceReceivedNanos);
    }
}
