package org.oisp.gateway.session;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.receipt.ReceiptListener;
import org.oisp.gateway.routing.ActuationOutcome;

/** Routes the actuations of senders. Implementations must be thread-safe and must not block. */
@FunctionalInterface
public interface SessionActuations {

    /**
     * Routes an actuation.
     *
     * @param actuation the actuation
     * @param sender its sender
     * @param listener told of the final outcome; null if the sender does not ask for a receipt
     * @return the outcome so far
     */
    ActuationOutcome route(Inbound.ActuationMessage actuation, Peer sender, @Nullable ReceiptListener listener);
}
