package org.oisp.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.ActuationOutcome;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** Brings an actuation to the mailbox of the device that it names, whatever door it came through. Thread-safe. */
public final class ActuationRouter {

    private final Credentials credentials;
    private final DeviceRegistry devices;
    private final GatewayEvents events;
    private final Lookup lookup = new Lookup();

    /**
     * Makes a router.
     *
     * @param credentials what senders have to offer
     * @param devices who is connected
     * @param events told of each actuation
     */
    public ActuationRouter(Credentials credentials, DeviceRegistry devices, GatewayEvents events) {
        this.credentials = credentials;
        this.devices = devices;
        this.events = events;
    }

    /**
     * Routes an actuation.
     *
     * @param actuation what was received
     * @return what became of it; {@link ActuationOutcome#ACCEPTED} promises that it is in the mailbox, not that it was written
     */
    public ActuationOutcome route(Inbound.Actuation actuation) {
        if (!credentials.admit(actuation.credentials())) {
            return lost("a sender", ActuationOutcome.WRONG_CREDENTIALS);
        }
        Inbound.Body body = actuation.body();
        if (body == null) {
            return lost("nobody", ActuationOutcome.MALFORMED);
        }
        Found found = body.target().accept(lookup);
        Mailbox mailbox = found.mailbox;
        if (mailbox == null) {
            return lost(body.target(), found.otherwise);
        }
        return switch (mailbox.post(new Outbound.Delivery(body.json(), body.receivedNanos()))) {
            case ACCEPTED -> {
                events.actuationAccepted();
                yield ActuationOutcome.ACCEPTED;
            }
            case FULL -> lost(mailbox.device(), ActuationOutcome.MAILBOX_FULL);
            case GONE -> lost(mailbox.device(), ActuationOutcome.NOT_CONNECTED);
        };
    }

    private ActuationOutcome lost(Object target, ActuationOutcome why) {
        events.actuationLost(target, why);
        return why;
    }

    /** The mailbox, or else why there is none. */
    private record Found(@Nullable Mailbox mailbox, ActuationOutcome otherwise) {}

    private final class Lookup implements Target.Handler<Found> {

        @Override
        public Found byUid(Target.ByUid target) {
            return new Found(devices.find(target.uid()), ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public Found byAccount(Target.ByAccount target) {
            return new Found(devices.find(target.account(), target.id()), ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public Found byId(Target.ById target) {
            List<Mailbox> namesakes = devices.find(target.id());
            return switch (namesakes.size()) {
                case 0 -> new Found(null, ActuationOutcome.NOT_CONNECTED);
                case 1 -> new Found(namesakes.get(0), ActuationOutcome.NOT_CONNECTED);
                default -> new Found(null, ActuationOutcome.AMBIGUOUS);
            };
        }

        @Override
        public Found nobody() {
            return new Found(null, ActuationOutcome.UNADDRESSED);
        }
    }
}
