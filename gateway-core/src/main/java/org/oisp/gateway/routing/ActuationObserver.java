package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;

/**
 * Follows one actuation through this instance. Called on the threads that carry it: must not block. {@link #ended} and {@link #written}
 * may come in either order.
 */
public interface ActuationObserver extends DeliveryObserver {

    /** Returns the state of an actuation whose sender wants to know the final outcome; null if it does not. */
    default @Nullable TrackedActuation tracked() {
        return null;
    }

    /** Returns whether its device may have received it before. */
    default boolean isRepeated() {
        return false;
    }

    /**
     * Called once, when the outcome is known.
     *
     * @param outcome the outcome, as counted; {@link ActuationOutcome#FORWARDED} only after another instance has received it
     */
    void ended(ActuationOutcome outcome);

    /**
     * Called once if the sender has asked for a receipt, when the final outcome is known; may come before {@link #ended}.
     *
     * @param receipt the final outcome
     */
    default void receipt(Receipt receipt) {}

    /**
     * Called before the actuation is published for another instance.
     *
     * @param message the whole message
     * @return the message to publish: this one, or one with more data for its receiver
     */
    default ByteSlice publishing(ByteSlice message) {
        return message;
    }

    /**
     * Called when Redis has answered. {@link #ended} is called too.
     *
     * @param heard number of subscribers that received it; negative if it could not be published
     */
    default void published(long heard) {}

    /**
     * Called before the actuation is put into a mailbox.
     *
     * @param mailbox the mailbox's own observer, which is called first
     * @return an observer that calls both
     */
    default DeliveryObserver combineWith(DeliveryObserver mailbox) {
        return new TracedDeliveryObserver(mailbox, this);
    }

    /**
     * Records the delivery time, within the trace that this observer belongs to.
     *
     * @param timer records the time
     * @param sinceReceivedNanos nanoseconds since the actuation was read from its sender's socket
     */
    default void record(DeliveryTimer timer, long sinceReceivedNanos) {
        timer.delivered(sinceReceivedNanos);
    }
}
