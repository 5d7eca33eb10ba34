package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.DefectSite;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Receipt;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.registry.Mailbox;

/** Puts what an actuation carries into a mailbox, and counts what became of it; whoever follows it is told. */
final class LocalDelivery {

    private final GatewayEvents events;

    LocalDelivery(GatewayEvents events) {
        this.events = events;
    }

    /** {@code gone} is for a mailbox that has ended; that one is not counted here, and not told. */
    ActuationOutcome post(
            Mailbox mailbox, Inbound.Body body, Object sender, @Nullable Trail trail, ActuationOutcome gone) {
        Receipt receipt = trail == null ? mailbox : followed(trail, mailbox);
        Sender poster = sender instanceof Sender its ? its : null;
        return switch (mailbox.post(new Outbound.Delivery(body.json(), body.receivedNanos(), receipt, poster))) {
            case ACCEPTED -> {
                events.actuationAccepted();
                yield ended(trail, ActuationOutcome.ACCEPTED);
            }
            case FULL -> lost(mailbox.device(), trail, ActuationOutcome.MAILBOX_FULL);
            case OVER_SHARE -> refused(sender, mailbox.device(), trail, ActuationOutcome.OVER_SHARE);
            case GONE -> gone;
        };
    }

    ActuationOutcome lost(Object target, @Nullable Trail trail, ActuationOutcome why) {
        events.actuationLost(target, why);
        return ended(trail, why);
    }

    /** Like {@link #lost}, where it is known who sent it. */
    ActuationOutcome refused(Object sender, Object target, @Nullable Trail trail, ActuationOutcome why) {
        events.actuationRefused(sender, target, why);
        return ended(trail, why);
    }

    void forwarded(@Nullable Trail trail) {
        events.actuationForwarded();
        ended(trail, ActuationOutcome.FORWARDED);
    }

    /** What goes wrong with whoever follows it is neither the device's nor the sender's. */
    private Receipt followed(Trail trail, Mailbox mailbox) {
        try {
            return new FencedReceipt(trail.beside(mailbox), mailbox.owner(), events);
        } catch (RuntimeException | Error defect) {
            events.defect(DefectSite.TRACE, mailbox.owner(), defect);
            return mailbox;
        }
    }

    private ActuationOutcome ended(@Nullable Trail trail, ActuationOutcome outcome) {
        if (trail != null) {
            try {
                trail.ended(outcome);
            } catch (RuntimeException | Error defect) {
                events.defect(DefectSite.TRACE, "a sender", defect);
            }
        }
        return outcome;
    }
}
