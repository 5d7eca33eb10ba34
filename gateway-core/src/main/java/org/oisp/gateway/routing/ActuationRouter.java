package org.oisp.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** Brings an actuation to the mailbox of the device that it names, whatever door it came through. Thread-safe. */
public final class ActuationRouter {

    /** Where an actuation is from that was published: who published it is not known. */
    private static final Sender OVER_REDIS = new Sender() {
        @Override
        public String toString() {
            return "redis";
        }
    };

    /** Nothing that a stranger has sent is told under a device's name. */
    private static final Target NO_DEVICE = Target.Nobody.NOBODY;

    private final Credentials credentials;
    private final DeviceRegistry devices;
    private final @Nullable Forwarder elsewhere;
    private final LocalDelivery here;
    private final Lookup lookup = new Lookup();

    /**
     * Makes a router of an instance that is alone.
     *
     * @param credentials what senders have to offer
     * @param devices who is connected
     * @param events told of each actuation
     */
    public ActuationRouter(Credentials credentials, DeviceRegistry devices, ActuationEvents events) {
        this(credentials, devices, events, null);
    }

    /**
     * Makes a router.
     *
     * @param credentials what senders have to offer
     * @param devices who is connected here
     * @param events told of each actuation
     * @param elsewhere what brings actuations to the other instances; null if there are none
     */
    public ActuationRouter(
            Credentials credentials, DeviceRegistry devices, ActuationEvents events, @Nullable Forwarder elsewhere) {
        this.credentials = credentials;
        this.devices = devices;
        this.elsewhere = elsewhere;
        this.here = new LocalDelivery(events);
    }

    /**
     * Routes an actuation that a sender gave to this instance.
     *
     * @param actuation what was received
     * @param sender who gave it; its text form is its address
     * @return what became of it; {@link ActuationOutcome#ACCEPTED} promises that it is in the mailbox, not that it was written;
     *     {@link ActuationOutcome#FORWARDED} promises nothing yet: what becomes of it is counted then
     */
    public ActuationOutcome route(Inbound.ActuationMessage actuation, Object sender) {
        return route(actuation, sender, null);
    }

    /**
     * Routes an actuation that a sender gave to this instance.
     *
     * @param actuation what was received
     * @param sender who gave it; its text form is its address
     * @param actuationObserver who follows it; null for nobody
     * @return what became of it, as {@link #route(Inbound.Actuation, Object)} has it
     */
    public ActuationOutcome route(
            Inbound.ActuationMessage actuation, Object sender, @Nullable ActuationObserver actuationObserver) {
        return credentials.admit(actuation.credentials())
                ? routeTrusted(actuation, sender, actuationObserver)
                : here.refused(sender, NO_DEVICE, actuationObserver, ActuationOutcome.WRONG_CREDENTIALS);
    }

    /**
     * Routes an actuation of somebody whose right to send it is known already.
     *
     * @param actuation what to send; if its device is at another instance, that one looks at the credentials in it
     * @param sender who gave it; its text form is its address
     * @param actuationObserver who follows it; null for nobody
     * @return what became of it, as {@link #route(Inbound.Actuation, Object)} has it
     */
    public ActuationOutcome routeTrusted(
            Inbound.ActuationMessage actuation, Object sender, @Nullable ActuationObserver actuationObserver) {
        Inbound.Body body = actuation.body();
        if (body == null) {
            return here.refused(sender, NO_DEVICE, actuationObserver, ActuationOutcome.MALFORMED);
        }
        MailboxLookup mailboxLookup = body.target().accept(lookup);
        Mailbox mailbox = mailboxLookup.mailbox;
        ActuationOutcome outcome = mailbox == null
                ? mailboxLookup.otherwise
                : post(mailbox, body, sender, actuationObserver, ActuationOutcome.NOT_CONNECTED);
        if (outcome == ActuationOutcome.ACCEPTED
                || outcome == ActuationOutcome.MAILBOX_FULL
                || outcome == ActuationOutcome.OVER_SHARE) {
            return outcome;
        }
        if (outcome == ActuationOutcome.NOT_CONNECTED && elsewhere != null) {
            return elsewhere.forward(actuation, body, sender, actuationObserver);
        }
        return here.refused(sender, mailbox == null ? body.target() : mailbox.device(), actuationObserver, outcome);
    }

    /**
     * Delivers an actuation that was published to a device that is here. It is not published again, whatever becomes of it.
     *
     * @param publishedActuation what was published; null if that could not be understood
     * @param mailbox the device's
     * @return what became of it
     */
    public ActuationOutcome deliver(@Nullable PublishedActuation publishedActuation, Mailbox mailbox) {
        return deliver(publishedActuation, mailbox, null);
    }

    /**
     * Delivers an actuation that was published to a device that is here. It is not published again, whatever becomes of it.
     *
     * @param publishedActuation what was published; null if that could not be understood
     * @param mailbox the device's
     * @param actuationObserver who follows it; null for nobody
     * @return what became of it
     */
    public ActuationOutcome deliver(
            @Nullable PublishedActuation publishedActuation,
            Mailbox mailbox,
            @Nullable ActuationObserver actuationObserver) {
        if (publishedActuation == null) {
            return here.refused(OVER_REDIS, mailbox.device(), actuationObserver, ActuationOutcome.MALFORMED);
        }
        if (!credentials.admit(publishedActuation.actuation().credentials())) {
            return here.refused(OVER_REDIS, mailbox.device(), actuationObserver, ActuationOutcome.WRONG_CREDENTIALS);
        }
        Inbound.Body body = publishedActuation.actuation().body();
        if (body == null) {
            return here.refused(OVER_REDIS, mailbox.device(), actuationObserver, ActuationOutcome.MALFORMED);
        }
        if (!publishedActuation.fits()) {
            return here.refused(OVER_REDIS, mailbox.device(), actuationObserver, ActuationOutcome.FOREIGN_ACCOUNT);
        }
        ActuationOutcome outcome = post(mailbox, body, OVER_REDIS, actuationObserver, ActuationOutcome.NOT_HERE);
        return outcome == ActuationOutcome.NOT_HERE ? here.lost(mailbox.device(), actuationObserver, outcome) : outcome;
    }

    /** A mailbox that ends while it is looked for gives what is sent to the device to the one that has taken its place. */
    private ActuationOutcome post(
            Mailbox mailbox,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver,
            ActuationOutcome gone) {
        ActuationOutcome outcome = here.post(mailbox, body, sender, actuationObserver, gone);
        if (outcome != gone) {
            return outcome;
        }
        Mailbox heir = devices.heirOf(mailbox);
        return heir == null ? outcome : post(heir, body, sender, actuationObserver, gone);
    }

    /** The mailbox, or else why there is none. */
    private record MailboxLookup(@Nullable Mailbox mailbox, ActuationOutcome otherwise) {}

    private final class Lookup implements Target.TargetHandler<MailboxLookup> {

        @Override
        public MailboxLookup byUid(Target.ByUid target) {
            return new MailboxLookup(devices.find(target.uid()), ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public MailboxLookup byAccount(Target.ByAccount target) {
            return new MailboxLookup(devices.find(target.account(), target.id()), ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public MailboxLookup byId(Target.ById target) {
            List<Mailbox> namesakes = devices.find(target.id());
            return switch (namesakes.size()) {
                case 0 -> new MailboxLookup(null, ActuationOutcome.NOT_CONNECTED);
                // Elsewhere another account's may be connected, and then none is meant.
                case 1 ->
                    new MailboxLookup(elsewhere == null ? namesakes.get(0) : null, ActuationOutcome.NOT_CONNECTED);
                default -> new MailboxLookup(null, ActuationOutcome.AMBIGUOUS);
            };
        }

        @Override
        public MailboxLookup nobody() {
            return new MailboxLookup(null, ActuationOutcome.UNADDRESSED);
        }
    }
}
