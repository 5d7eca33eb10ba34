package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.registry.Mailbox;

/** Puts what an actuation carries into a mailbox, and counts what became of it; whoever follows it is told. */
final class LocalDelivery {

    private final ActuationEvents events;

    LocalDelivery(ActuationEvents events) {
        this.events = events;
    }

    /** {@code gone} is for a mailbox that has ended; that one is not counted here, and not told. */
    ActuationOutcome post(
            Mailbox mailbox,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver,
            ActuationOutcome gone) {
        DeliveryObserver deliveryObserver = actuationObserver == null ? mailbox : followed(actuationObserver, mailbox);
        Sender poster = sender instanceof Sender its ? its : null;
        return switch (mailbox.post(
                new Outbound.Delivery(body.json(), body.receivedNanos(), deliveryObserver, poster))) {
            case ACCEPTED -> {
                events.accepted();
                yield ended(actuationObserver, ActuationOutcome.ACCEPTED);
            }
            case FULL -> lost(mailbox.device(), actuationObserver, ActuationOutcome.MAILBOX_FULL);
            case OVER_SHARE -> refused(sender, mailbox.device(), actuationObserver, ActuationOutcome.OVER_SHARE);
            case GONE -> gone;
        };
    }

    ActuationOutcome lost(Object target, @Nullable ActuationObserver actuationObserver, ActuationOutcome why) {
        events.lost(target, why);
        return ended(actuationObserver, why);
    }

    /** Like {@link #lost}, where it is known who sent it. */
    ActuationOutcome refused(
            Object sender, Object target, @Nullable ActuationObserver actuationObserver, ActuationOutcome why) {
        events.refused(sender, target, why);
        return ended(actuationObserver, why);
    }

    void forwarded(@Nullable ActuationObserver actuationObserver) {
        events.forwarded();
        ended(actuationObserver, ActuationOutcome.FORWARDED);
    }

    /** What goes wrong with whoever follows it is neither the device's nor the sender's. */
    private DeliveryObserver followed(ActuationObserver actuationObserver, Mailbox mailbox) {
        try {
            return new GuardedDeliveryObserver(actuationObserver.beside(mailbox), mailbox.owner(), events);
        } catch (RuntimeException | Error defect) {
            events.tracingFailed(mailbox.owner(), defect);
            return mailbox;
        }
    }

    private ActuationOutcome ended(@Nullable ActuationObserver actuationObserver, ActuationOutcome outcome) {
        if (actuationObserver != null) {
            try {
                actuationObserver.ended(outcome);
            } catch (RuntimeException | Error defect) {
                events.tracingFailed("a sender", defect);
            }
        }
        return outcome;
    }
}
