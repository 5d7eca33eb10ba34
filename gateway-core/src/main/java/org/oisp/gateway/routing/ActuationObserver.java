package org.oisp.gateway.routing;

import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.DeliveryObserver;

/**
 * Somebody who follows one actuation on its way through this instance. Called by the threads that move it: must not block. The two may
 * come in either order.
 */
public interface ActuationObserver extends DeliveryObserver {

    /**
     * It is decided what becomes of it; called once.
     *
     * @param outcome what is counted, too: {@link ActuationOutcome#FORWARDED} only once another instance has heard it
     */
    void ended(ActuationOutcome outcome);

    /**
     * It is about to be published for another instance.
     *
     * @param message the whole message
     * @return what to publish: the message, or one that says more to whoever gets it
     */
    default ByteSlice publishing(ByteSlice message) {
        return message;
    }

    /**
     * Redis has answered; {@link #ended} comes then, too.
     *
     * @param heard how many have heard it; less than 0 if it could not be published
     */
    default void published(long heard) {}

    /**
     * It is about to be put into a mailbox. Tells two when it is written.
     *
     * @param mailbox the mailbox's own receipt, which is told first
     * @return a receipt for both
     */
    default DeliveryObserver beside(DeliveryObserver mailbox) {
        return new TracedDeliveryObserver(mailbox, this);
    }

    /**
     * Has the time of the delivery recorded, in the trace that this belongs to.
     *
     * @param timer records the time
     * @param sinceReceivedNanos how long ago the actuation was read off its sender's socket
     */
    default void record(DeliveryTimer timer, long sinceReceivedNanos) {
        timer.delivered(sinceReceivedNanos);
    }
}
