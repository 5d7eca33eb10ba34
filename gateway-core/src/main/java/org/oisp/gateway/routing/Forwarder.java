package org.oisp.gateway.routing;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * Forwards actuations whose device is not connected here to the instance that has it, unchanged. Keeps the order of one sender's
 * actuations for one device, even while the device's address is being looked up. Thread-safe; never blocks.
 */
public final class Forwarder implements HeldRoute {

    private final Supplier<@Nullable BusLink> bus;
    private final DeviceRegistry devices;
    private final RouteFinder routes;
    private final ForwardingBudget forwardingBudget;
    private final LocalDelivery here;
    private final BusEvents busEvents;
    private final LookupQueue lookups;
    private final ReconnectHold hold;

    /**
     * Creates a forwarder.
     *
     * @param bus returns the link to the other instances, or null while there is none
     * @param devices the devices connected here
     * @param addresses looks up the addresses of other devices
     * @param settings the limits
     * @param events told of each actuation
     * @param busEvents told of each publication
     * @param hold holds actuations for devices that are about to reconnect; those in transit are charged to its memory budget too
     */
    public Forwarder(
            Supplier<@Nullable BusLink> bus,
            DeviceRegistry devices,
            DeviceAddresses addresses,
            ForwarderSettings settings,
            ActuationEvents events,
            BusEvents busEvents,
            ReconnectHold hold) {
        this.bus = bus;
        this.devices = devices;
        this.routes = new RouteFinder(
                bus, devices, addresses, new RouteCache(addresses, settings, System::nanoTime, busEvents::failed));
        this.forwardingBudget = new ForwardingBudget(settings.messages(), settings.bytes(), hold.memory());
        this.here = new LocalDelivery(events);
        this.busEvents = busEvents;
        this.hold = hold;
        this.lookups = new LookupQueue(this::send, routes::byName, this::failed, busEvents::failed);
        hold.whenAdmitting(this::arrived);
    }

    /** Posts what waits for the address of a device that is being admitted here, so that what comes later is not ahead of it. */
    private void arrived(Mailbox mailbox) {
        Target.ByUid target = new Target.ByUid(mailbox.device().uid());
        for (ForwardedActuation next = lookups.next(target); next != null; next = lookups.next(target)) {
            try {
                ActuationOutcome outcome = post(next, mailbox);
                if (outcome == ActuationOutcome.NOT_CONNECTED) {
                    outcome = end(next, outcome);
                } else {
                    releaseBudget(next);
                }
            } catch (RuntimeException | StackOverflowError defect) {
                // The device must be let in all the same.
                ActuationOutcome unused = failed(next, defect);
            }
        }
    }

    /** Returns the number of actuations in transit to other instances. */
    public int underWay() {
        return forwardingBudget.messages();
    }

    /** Returns the total bytes of the actuations in transit. */
    public long bytesUnderWay() {
        return forwardingBudget.bytes();
    }

    /** Returns what holds actuations for devices that are about to reconnect. */
    ReconnectHold hold() {
        return hold;
    }

    /** Returns the number of cached device addresses. */
    public long remembered() {
        return routes.remembered();
    }

    /**
     * Forwards an actuation.
     *
     * @param actuation the actuation; its sender is authorized
     * @param body its body
     * @param sender the sender
     * @param actuationObserver follows it; null for none
     * @return the outcome; {@link ActuationOutcome#FORWARDED} if it is in transit, in which case its outcome is counted later
     */
    ActuationOutcome forward(
            Inbound.ActuationMessage actuation,
            Inbound.Body body,
            Object sender,
            @Nullable ActuationObserver actuationObserver) {
        ForwardedActuation forwarded = new ForwardedActuation(actuation, body, sender, actuationObserver);
        if (!forwardingBudget.take(forwarded.length())) {
            return here.lost(body.target(), actuationObserver, ActuationOutcome.BUS_FULL);
        }
        try {
            return body.target().accept(new Dispatch(forwarded));
        } catch (RuntimeException | StackOverflowError defect) {
            return failed(forwarded, defect);
        }
    }

    @Override
    public ActuationOutcome post(ForwardedActuation forwarded, Mailbox mailbox) {
        return here.post(
                mailbox, forwarded.body(), forwarded.sender(), forwarded.observer(), ActuationOutcome.NOT_CONNECTED);
    }

    @Override
    public ActuationOutcome notConnected(ForwardedActuation held) {
        return here.lost(held.target(), held.observer(), ActuationOutcome.NOT_CONNECTED);
    }

    @Override
    public void proceed(ForwardedActuation held, DeviceAddress address) {
        try {
            ActuationOutcome unused = forwardingBudget.take(held.length())
                    ? send(held, Route.to(address))
                    : here.lost(held.target(), held.observer(), ActuationOutcome.BUS_FULL);
        } catch (RuntimeException | StackOverflowError defect) {
            ActuationOutcome unused = failed(held, defect);
        }
    }

    private ActuationOutcome end(ForwardedActuation forwarded, ActuationOutcome outcome) {
        releaseBudget(forwarded);
        return here.lost(forwarded.target(), forwarded.observer(), outcome);
    }

    /** Ends an actuation after a defect. Its room is given back even if something else fails; other actuations are not affected. */
    private ActuationOutcome failed(ForwardedActuation forwarded, Throwable defect) {
        busEvents.failed(defect);
        if (releaseBudget(forwarded)) {
            try {
                return here.lost(forwarded.target(), forwarded.observer(), ActuationOutcome.UNRESOLVED);
            } catch (RuntimeException | StackOverflowError another) {
                busEvents.failed(another);
            }
        }
        return ActuationOutcome.UNRESOLVED;
    }

    /** Returns false if the room was given back before. */
    private boolean releaseBudget(ForwardedActuation forwarded) {
        boolean first = forwarded.end();
        if (first) {
            forwardingBudget.release(forwarded.length());
        }
        return first;
    }

    /** Sends an actuation whose route is known. */
    private ActuationOutcome send(ForwardedActuation forwarded, Route route) {
        DeviceAddress address = route.address();
        if (address == null) {
            return end(forwarded, route.otherwise());
        }
        Mailbox mailbox = devices.find(address.account(), address.id());
        if (mailbox != null) {
            ActuationOutcome outcome = post(forwarded, mailbox);
            if (outcome != ActuationOutcome.NOT_CONNECTED) {
                releaseBudget(forwarded);
                return outcome;
            }
        }
        ActuationOutcome held = hold.hold(devices, address, forwarded, this);
        if (held == ActuationOutcome.NOT_CONNECTED) {
            return end(forwarded, held);
        }
        if (held != null) {
            releaseBudget(forwarded);
            return held;
        }
        BusLink link = bus.get();
        if (link == null || !forwarded.leaves()) {
            return end(forwarded, link == null ? ActuationOutcome.BUS_DOWN : ActuationOutcome.EXPIRED);
        }
        long begun = System.nanoTime();
        CompletionStage<Long> unused = link.publish(address, forwarded.publishing())
                .whenComplete((heard, error) -> {
                    try {
                        published(forwarded, address, begun, error == null ? heard : -1);
                    } catch (RuntimeException | StackOverflowError defect) {
                        failed(forwarded, defect);
                    }
                });
        return ActuationOutcome.FORWARDED;
    }

    /** Handles the answer of Redis: the number of receivers, or negative if there was no answer. */
    private void published(ForwardedActuation forwarded, DeviceAddress address, long begun, long heard) {
        if (heard == 0 && forwarded.returns() && hold.holdLate(devices, address, forwarded, this)) {
            releaseBudget(forwarded);
            return;
        }
        forwarded.published(heard);
        if (heard < 0) {
            end(forwarded, ActuationOutcome.BUS_DOWN);
            return;
        }
        busEvents.published(System.nanoTime() - begun);
        if (heard == 0) {
            end(forwarded, ActuationOutcome.NOT_CONNECTED);
        } else {
            releaseBudget(forwarded);
            here.forwarded(forwarded.observer());
        }
    }

    /** Dispatches an actuation by the form of its target. */
    private final class Dispatch implements Target.TargetHandler<ActuationOutcome> {

        private final ForwardedActuation forwarded;

        Dispatch(ForwardedActuation forwarded) {
            this.forwarded = forwarded;
        }

        @Override
        public ActuationOutcome byAccount(Target.ByAccount target) {
            // An id that no row can have is no device's, but once encoded might match another device's channel.
            return target.id().storable()
                    ? send(forwarded, Route.to(new DeviceAddress(target.account(), target.id())))
                    : end(forwarded, ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public ActuationOutcome byUid(Target.ByUid target) {
            DeviceUid device = target.uid();
            while (true) {
                ActuationOutcome outcome = lookups.send(
                        forwarded,
                        () -> routes.known(device),
                        () -> routes.search(device),
                        queue -> devices.whileAbsent(device, queue));
                Mailbox mailbox = outcome == null ? devices.find(device) : null;
                if (outcome != null) {
                    return outcome;
                }
                if (mailbox != null) {
                    return send(forwarded, Route.to(DeviceAddress.of(mailbox.device())));
                }
            }
        }

        @Override
        public ActuationOutcome byId(Target.ById target) {
            DeviceId id = target.id();
            if (!id.storable()) {
                return end(forwarded, ActuationOutcome.NOT_CONNECTED);
            }
            ActuationOutcome outcome =
                    lookups.send(forwarded, () -> routes.known(id), () -> routes.search(id), queue -> {
                        // Whether the device is here does not matter: another may have its id.
                        queue.run();
                        return true;
                    });
            return outcome == null ? end(forwarded, ActuationOutcome.UNRESOLVED) : outcome;
        }

        @Override
        public ActuationOutcome nobody() {
            return end(forwarded, ActuationOutcome.UNADDRESSED);
        }
    }
}
