package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.registry.Posting;
import org.oisp.gateway.routing.trace.Trace;

/** Puts what an actuation carries into a mailbox, and counts what became of it. */
final class LocalDelivery {

    private final GatewayEvents events;

    LocalDelivery(GatewayEvents events) {
        this.events = events;
    }

    /** {@code gone} is for a mailbox that has ended; that one is not counted here. */
    ActuationOutcome post(Mailbox mailbox, Inbound.Body body, ActuationOutcome gone, @Nullable Trace trace) {
        Outbound.Delivery delivery = new Outbound.Delivery(body.json(), body.receivedNanos());
        return switch (trace == null ? mailbox.post(delivery) : post(mailbox, delivery, trace)) {
            case ACCEPTED -> {
                events.actuationAccepted();
                yield ActuationOutcome.ACCEPTED;
            }
            case FULL -> lost(mailbox.device(), ActuationOutcome.MAILBOX_FULL);
            case GONE -> gone;
        };
    }

    private static Posting post(Mailbox mailbox, Outbound.Delivery delivery, Trace trace) {
        // Before it may be written.
        trace.posting();
        return mailbox.post(new Outbound.Traced(delivery, trace));
    }

    ActuationOutcome lost(Object target, ActuationOutcome why) {
        events.actuationLost(target, why);
        return why;
    }

    void forwarded() {
        events.actuationForwarded();
    }
}
