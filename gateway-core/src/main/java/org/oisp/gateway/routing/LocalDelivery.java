package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.DeliveryObserver;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.receipt.TrackedActuation;
import org.oisp.gateway.receipt.TrackedDelivery;
import org.oisp.gateway.registry.Mailbox;

/** Posts an actuation to a mailbox, counts its outcome and tells its observer. */
final class LocalDelivery {

    private final ActuationEvents events;

    LocalDelivery(ActuationEvents events) {
        this.events = events;
    }

    /** Posts an actuation. Returns {@code gone} if the mailbox has ended; that outcome is neither counted nor reported here. */
    ActuationOutcome post(
            Mailbox mailbox,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver,
            ActuationOutcome gone) {
        DeliveryObserver deliveryObserver = actuationObserver == null ? mailbox : followed(actuationObserver, mailbox);
        Sender poster = sender instanceof Sender its ? its : null;
        TrackedActuation tracked = actuationObserver == null ? null : actuationObserver.tracked();
        if (tracked != null || mailbox.reports()) {
            deliveryObserver = new TrackedDelivery(
                    tracked,
                    mailbox.reports(),
                    actuationObserver != null && actuationObserver.isRepeated(),
                    deliveryObserver);
        }
        Outbound.Delivery delivery = new Outbound.Delivery(body.json(), body.receivedNanos(), deliveryObserver, poster);
        return switch (tracked == null
                ? mailbox.post(delivery)
                : mailbox.post(delivery, tracked, events.connections())) {
            case ACCEPTED -> {
                events.accepted();
                yield ended(actuationObserver, ActuationOutcome.ACCEPTED);
            }
            case FULL -> lost(mailbox.device(), actuationObserver, ActuationOutcome.MAILBOX_FULL);
            case OVER_SHARE -> refused(sender, mailbox.device(), actuationObserver, ActuationOutcome.OVER_SHARE);
            case ENDED -> lost(mailbox.device(), actuationObserver, ActuationOutcome.EXPIRED);
            case GONE -> gone;
        };
    }

    ActuationOutcome lost(Object target, @Nullable ActuationObserver actuationObserver, ActuationOutcome why) {
        events.lost(target, why);
        return ended(actuationObserver, why);
    }

    /** Like {@link #lost}, and names the sender. */
    ActuationOutcome refused(
            Object sender, Object target, @Nullable ActuationObserver actuationObserver, ActuationOutcome why) {
        events.refused(sender, target, why);
        return ended(actuationObserver, why);
    }

    void queued(ActuationObserver actuationObserver) {
        events.queued();
        ended(actuationObserver, ActuationOutcome.QUEUED);
    }

    void forwarded(@Nullable ActuationObserver actuationObserver) {
        events.forwarded();
        ended(actuationObserver, ActuationOutcome.FORWARDED);
    }

    /** Tells an observer the final outcome. */
    void receipt(ActuationObserver actuationObserver, Receipt receipt) {
        try {
            actuationObserver.receipt(receipt);
        } catch (RuntimeException | Error defect) {
            events.tracingFailed("a sender", defect);
        }
    }

    /** A failing observer must affect neither the device nor the sender. */
    private DeliveryObserver followed(ActuationObserver actuationObserver, Mailbox mailbox) {
        try {
            DeliveryObserver both = actuationObserver.combineWith(mailbox);
            return both == mailbox ? mailbox : new GuardedDeliveryObserver(both, mailbox.owner(), events);
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
