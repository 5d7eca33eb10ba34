package org.oisp.gateway.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.PublishedActuation;
import org.oisp.gateway.protocol.Sender;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.receipt.Receipt;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** Routes an actuation to the mailbox of the device that it names, whether it came from a socket, the API or Redis. Thread-safe. */
public final class ActuationRouter {

    /** The sender of published actuations, whose publisher is unknown. */
    private static final Sender OVER_REDIS = new Sender() {
        @Override
        public String toString() {
            return "redis";
        }
    };

    /** Logs must not attribute a stranger's input to a device. */
    private static final Target NO_DEVICE = Target.Nobody.NOBODY;

    private final Credentials credentials;
    private final DeviceRegistry devices;
    private final @Nullable Forwarder elsewhere;
    private final LocalDelivery here;
    private final @Nullable ReconnectHold hold;
    private final Lookup lookup = new Lookup();

    /**
     * Creates a router for an instance without others, which holds nothing for devices that are about to reconnect.
     *
     * @param credentials the credentials that senders must offer
     * @param devices the devices connected to this instance
     * @param events told of each actuation
     */
    public ActuationRouter(Credentials credentials, DeviceRegistry devices, ActuationEvents events) {
        this(credentials, devices, events, null, null);
    }

    /**
     * Creates a router for an instance without others.
     *
     * @param credentials the credentials that senders must offer
     * @param devices the devices connected to this instance
     * @param events told of each actuation
     * @param hold holds actuations for devices that are about to reconnect
     */
    public ActuationRouter(
            Credentials credentials, DeviceRegistry devices, ActuationEvents events, ReconnectHold hold) {
        this(credentials, devices, events, null, hold);
    }

    /**
     * Creates a router.
     *
     * @param credentials the credentials that senders must offer
     * @param devices the devices connected to this instance
     * @param events told of each actuation
     * @param elsewhere forwards actuations to other instances
     */
    public ActuationRouter(
            Credentials credentials, DeviceRegistry devices, ActuationEvents events, Forwarder elsewhere) {
        this(credentials, devices, events, elsewhere, elsewhere.hold());
    }

    private ActuationRouter(
            Credentials credentials,
            DeviceRegistry devices,
            ActuationEvents events,
            @Nullable Forwarder elsewhere,
            @Nullable ReconnectHold hold) {
        this.hold = hold;
        this.credentials = credentials;
        this.devices = devices;
        this.elsewhere = elsewhere;
        this.here = new LocalDelivery(events);
    }

    /**
     * Routes an actuation that a sender gave to this instance.
     *
     * @param actuation the actuation
     * @param sender the sender; its {@code toString} returns its address
     * @return {@link ActuationOutcome#ACCEPTED} means that it is in the mailbox, not that it is written;
     *     {@link ActuationOutcome#FORWARDED} means that it is on its way, and its outcome is counted later
     */
    public ActuationOutcome route(Inbound.ActuationMessage actuation, Object sender) {
        return route(actuation, sender, null);
    }

    /**
     * Routes an actuation that a sender gave to this instance.
     *
     * @param actuation the actuation
     * @param sender the sender; its {@code toString} returns its address
     * @param actuationObserver follows it; null for none
     * @return see {@link #route(Inbound.ActuationMessage, Object)}
     */
    public ActuationOutcome route(
            Inbound.ActuationMessage actuation, Object sender, @Nullable ActuationObserver actuationObserver) {
        return credentials.admit(actuation.credentials())
                ? routeTrusted(actuation, sender, actuationObserver)
                : here.refused(sender, NO_DEVICE, actuationObserver, ActuationOutcome.WRONG_CREDENTIALS);
    }

    /** Returns whether a sender's credentials are right. */
    boolean admits(Credentials offered) {
        return credentials.admit(offered);
    }

    /** Tells an observer the final outcome. */
    void receipt(ActuationObserver actuationObserver, Receipt receipt) {
        here.receipt(actuationObserver, receipt);
    }

    /** Counts and reports an actuation that is not routed. */
    ActuationOutcome refuse(Object sender, Target target, ActuationObserver actuationObserver, ActuationOutcome why) {
        return here.refused(sender, target, actuationObserver, why);
    }

    /**
     * Routes an actuation whose sender is already authorized.
     *
     * @param actuation the actuation; if its device is at another instance, that instance checks the credentials in it
     * @param sender the sender; its {@code toString} returns its address
     * @param actuationObserver follows it; null for none
     * @return see {@link #route(Inbound.ActuationMessage, Object)}
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
        if (outcome == ActuationOutcome.NOT_CONNECTED && hold != null && !hold.isIdle()) {
            return new LocalHold(devices, here, hold)
                    .route(new ForwardedActuation(actuation, body, sender, actuationObserver));
        }
        return here.refused(sender, mailbox == null ? body.target() : mailbox.device(), actuationObserver, outcome);
    }

    /**
     * Delivers a published actuation to a device connected here. Never publishes it again.
     *
     * @param publishedActuation the actuation; null if it could not be parsed
     * @param mailbox the device's mailbox
     * @return the outcome
     */
    public ActuationOutcome deliver(@Nullable PublishedActuation publishedActuation, Mailbox mailbox) {
        return deliver(publishedActuation, mailbox, null);
    }

    /**
     * Delivers a published actuation to a device connected here. Never publishes it again.
     *
     * @param publishedActuation the actuation; null if it could not be parsed
     * @param mailbox the device's mailbox
     * @param actuationObserver follows it; null for none
     * @return the outcome
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

    /** Posts to the mailbox, or to its successor if it has ended since the lookup. */
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
        Mailbox heir = devices.successorOf(mailbox);
        return heir == null ? outcome : post(heir, body, sender, actuationObserver, gone);
    }

    /** The mailbox found, or the outcome without one. */
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
                // Another account's device with this id may be connected to another instance, which would make the id
                // ambiguous.
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
