package org.oisp.gateway.routing;

import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.Mailbox;

/** Puts what an actuation carries into a mailbox, and counts what became of it. */
final class LocalDelivery {

    private final GatewayEvents events;

    LocalDelivery(GatewayEvents events) {
        this.events = events;
    }

    /** {@code gone} is for a mailbox that has ended; that one is not counted here. */
    ActuationOutcome post(Mailbox mailbox, Inbound.Body body, ActuationOutcome gone) {
        return switch (mailbox.post(new Outbound.Delivery(body.json(), body.receivedNanos()))) {
            case ACCEPTED -> {
                events.actuationAccepted();
                yield ActuationOutcome.ACCEPTED;
            }
            case FULL -> lost(mailbox.device(), ActuationOutcome.MAILBOX_FULL);
            case GONE -> gone;
        };
    }

    ActuationOutcome lost(Object target, ActuationOutcome why) {
        events.actuationLost(target, why);
        return why;
    }

    void forwarded() {
        events.actuationForwarded();
    }
}
