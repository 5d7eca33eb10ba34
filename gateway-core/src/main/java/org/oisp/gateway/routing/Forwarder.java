package org.oisp.gateway.routing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.memory.MemoryBudget;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.oisp.gateway.routing.RouteFinder.RouteLookup;

/**
 * Forwards actuations whose device is not connected here to the instance that has it, unchanged. Keeps the order of one sender's
 * actuations for one device, even while the device's address is being looked up. Thread-safe; never blocks.
 */
public final class Forwarder {

    private final Supplier<@Nullable BusLink> bus;
    private final DeviceRegistry devices;
    private final RouteFinder routes;
    private final ForwardingBudget forwardingBudget;
    private final LocalDelivery here;
    private final BusEvents busEvents;
    /** Actuations that wait for an address lookup, by their target. */
    private final ConcurrentMap<Target, Queue<ForwardedActuation>> waiting = new ConcurrentHashMap<>();

    /**
     * Creates a forwarder.
     *
     * @param bus returns the link to the other instances, or null while there is none
     * @param devices the devices connected here
     * @param addresses looks up the addresses of other devices
     * @param settings the limits
     * @param events told of each actuation
     * @param busEvents told of each publication
     * @param budget the memory budget that actuations in transit are charged to
     */
    public Forwarder(
            Supplier<@Nullable BusLink> bus,
            DeviceRegistry devices,
            DeviceAddresses addresses,
            ForwarderSettings settings,
            ActuationEvents events,
            BusEvents busEvents,
            MemoryBudget budget) {
        this.bus = bus;
        this.devices = devices;
        this.routes = new RouteFinder(
                bus, devices, addresses, new RouteCache(addresses, settings, System::nanoTime, busEvents::failed));
        this.forwardingBudget = new ForwardingBudget(settings.messages(), settings.bytes(), budget);
        this.here = new LocalDelivery(events);
        this.busEvents = busEvents;
    }

    /** Returns the number of actuations in transit to other instances. */
    public int underWay() {
        return forwardingBudget.messages();
    }

    /** Returns the total bytes of the actuations in transit. */
    public long bytesUnderWay() {
        return forwardingBudget.bytes();
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

    private ActuationOutcome end(ForwardedActuation forwarded, ActuationOutcome outcome) {
        releaseBudget(forwarded);
        return here.lost(forwarded.target(), forwarded.observer(), outcome);
    }

    /** Ends an actuation after a defect. Its room is given back whatever else fails; other actuations are not affected. */
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
            ActuationOutcome outcome = here.post(
                    mailbox,
                    forwarded.body(),
                    forwarded.sender(),
                    forwarded.observer(),
                    ActuationOutcome.NOT_CONNECTED);
            if (outcome != ActuationOutcome.NOT_CONNECTED) {
                releaseBudget(forwarded);
                return outcome;
            }
        }
        BusLink link = bus.get();
        if (link == null) {
            return end(forwarded, ActuationOutcome.BUS_DOWN);
        }
        long begun = System.nanoTime();
        CompletionStage<Long> unused = link.publish(address, forwarded.publishing())
                .whenComplete((heard, error) -> {
                    try {
                        published(forwarded, begun, error == null ? heard : -1);
                    } catch (RuntimeException | StackOverflowError defect) {
                        failed(forwarded, defect);
                    }
                });
        return ActuationOutcome.FORWARDED;
    }

    /** Handles the answer of Redis: the number of receivers, or negative if there was no answer. */
    private void published(ForwardedActuation forwarded, long begun, long heard) {
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

    /** Sends at once if the route is known, otherwise behind those that wait for the same target. */
    private ActuationOutcome send(
            ForwardedActuation forwarded,
            Supplier<@Nullable Route> known,
            Supplier<CompletionStage<RouteLookup>> search) {
        Target target = forwarded.target();
        Route[] route = {known.get()};
        boolean[] first = {false};
        if (route[0] == null) {
            waiting.compute(target, (key, queue) -> {
                if (queue == null) {
                    // The route may have become known meanwhile. Without a queue, no actuation is ahead of this one.
                    route[0] = known.get();
                    if (route[0] != null) {
                        return null;
                    }
                    first[0] = true;
                    queue = new ArrayDeque<>(1);
                }
                queue.add(forwarded);
                return queue;
            });
        }
        if (route[0] != null) {
            return send(forwarded, route[0]);
        }
        if (first[0]) {
            CompletionStage<RouteLookup> unused = begin(search)
                    .whenComplete((routeLookup, error) ->
                            release(target, error == null ? routeLookup : RouteLookup.NOT_ANSWERED));
        }
        return ActuationOutcome.FORWARDED;
    }

    /** Starts the lookup. Others may already wait for it, so a failure to start counts as a failed lookup. */
    private CompletionStage<RouteLookup> begin(Supplier<CompletionStage<RouteLookup>> search) {
        try {
            return search.get();
        } catch (RuntimeException | StackOverflowError defect) {
            busEvents.failed(defect);
            return CompletableFuture.failedStage(defect);
        }
    }

    /** Sends the waiting actuations one by one, outside the map's lock; those that arrive meanwhile queue behind them. */
    private void release(Target target, RouteLookup routeLookup) {
        while (true) {
            ForwardedActuation[] next = {null};
            waiting.computeIfPresent(target, (key, queue) -> {
                next[0] = queue.poll();
                if (next[0] == null) {
                    remember(routeLookup);
                    return null;
                }
                return queue;
            });
            ForwardedActuation forwarded = next[0];
            if (forwarded == null) {
                return;
            }
            try {
                send(forwarded, routeLookup.route() == null ? routes.byName(forwarded.body()) : routeLookup.route());
            } catch (RuntimeException | StackOverflowError defect) {
                // Those behind it must still be sent.
                failed(forwarded, defect);
            }
        }
    }

    /** Caches the result. If that fails, the next actuation looks it up again. */
    private void remember(RouteLookup routeLookup) {
        try {
            routeLookup.remember().run();
        } catch (RuntimeException | StackOverflowError defect) {
            busEvents.failed(defect);
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
            return send(forwarded, () -> routes.known(device), () -> routes.search(device));
        }

        @Override
        public ActuationOutcome byId(Target.ById target) {
            DeviceId id = target.id();
            if (!id.storable()) {
                return end(forwarded, ActuationOutcome.NOT_CONNECTED);
            }
            return send(forwarded, () -> routes.known(id), () -> routes.search(id));
        }

        @Override
        public ActuationOutcome nobody() {
            return end(forwarded, ActuationOutcome.UNADDRESSED);
        }
    }
}
