package org.oisp.gateway.receipt;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * Observes the delivery of an actuation that is tracked, or whose device reports what it does. A class of its own, and final: the writer of
 * a socket recognises it with one comparison.
 */
public final class TrackedDelivery implements DeliveryObserver {

    private final @Nullable TrackedActuation actuation;
    private final boolean reported;
    private final boolean repeated;
    private final DeliveryObserver beyond;

    /**
     * Creates an observer.
     *
     * @param actuation the actuation; null if its sender does not want to know the outcome
     * @param reported whether the device reports what it does, so that it needs an id
     * @param repeated whether the device may have received it before
     * @param beyond the observer that it would have if it were not tracked
     */
    public TrackedDelivery(
            @Nullable TrackedActuation actuation, boolean reported, boolean repeated, DeliveryObserver beyond) {
        this.actuation = actuation;
        this.reported = reported;
        this.repeated = repeated;
        this.beyond = beyond;
    }

    /** Returns whether the device reports what it does. */
    public boolean isReported() {
        return reported;
    }

    /** Returns whether the device may have received it before. */
    public boolean isRepeated() {
        return repeated;
    }

    /** Returns the actuation; null if its sender does not want to know the outcome. */
    public @Nullable TrackedActuation actuation() {
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
