package org.oisp.gateway.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/**
 * Forwards actuations whose device is not connected here to the instance that has it, unchanged. Keeps the order of one sender's
 * actuations for one device, even while the device's address is being looked up. Thread-safe; never blocks.
 */
public final class Forwarder {

    private final Supplier<@Nullable BusLink> bus;
    private final DeviceRegistry devices;
    private final DeviceAddresses addresses;
    private final RouteCache memory;
    private final ForwardingBudget forwardingBudget;
    private final LocalDelivery here;
    private final BusEvents busEvents;
    /** Actuations that wait for an address lookup, by their target. */
    private final ConcurrentMap<Target, Queue<Parcel>> waiting = new ConcurrentHashMap<>();

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
        this.addresses = addresses;
        this.memory = new RouteCache(addresses, settings, System::nanoTime, busEvents::failed);
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
        return memory.size();
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
        Parcel parcel = new Parcel(actuation, body, sender, actuationObserver);
        if (!forwardingBudget.take(parcel.length())) {
            return here.lost(body.target(), actuationObserver, ActuationOutcome.BUS_FULL);
        }
        try {
            return body.target().accept(new Dispatch(parcel));
        } catch (RuntimeException | StackOverflowError defect) {
            return failed(parcel, defect);
        }
    }

    private ActuationOutcome end(Parcel parcel, ActuationOutcome outcome) {
        giveBack(parcel);
        return here.lost(parcel.body.target(), parcel.actuationObserver, outcome);
    }

    /** Ends a parcel after a defect. Its room is given back whatever else fails; other parcels are not affected. */
    private ActuationOutcome failed(Parcel parcel, Throwable defect) {
        busEvents.failed(defect);
        if (giveBack(parcel)) {
            try {
                return here.lost(parcel.body.target(), parcel.actuationObserver, ActuationOutcome.UNRESOLVED);
            } catch (RuntimeException | StackOverflowError another) {
                busEvents.failed(another);
            }
        }
        return ActuationOutcome.UNRESOLVED;
    }

    /** Returns false if the room was given back before. */
    private boolean giveBack(Parcel parcel) {
        boolean first = parcel.end();
        if (first) {
            forwardingBudget.giveBack(parcel.length());
        }
        return first;
    }

    /** Sends an actuation whose route is known. */
    private ActuationOutcome go(Parcel parcel, Route route) {
        DeviceAddress address = route.address();
        if (address == null) {
            return end(parcel, route.otherwise());
        }
        Mailbox mailbox = devices.find(address.account(), address.id());
        if (mailbox != null) {
            ActuationOutcome outcome = here.post(
                    mailbox, parcel.body, parcel.sender, parcel.actuationObserver, ActuationOutcome.NOT_CONNECTED);
            if (outcome != ActuationOutcome.NOT_CONNECTED) {
                giveBack(parcel);
                return outcome;
            }
        }
        BusLink link = bus.get();
        if (link == null) {
            return end(parcel, ActuationOutcome.BUS_DOWN);
        }
        long begun = System.nanoTime();
        CompletionStage<Long> unused = link.publish(address, parcel.publishing())
                .whenComplete((heard, error) -> {
                    try {
                        published(parcel, begun, error == null ? heard : -1);
                    } catch (RuntimeException | StackOverflowError defect) {
                        failed(parcel, defect);
                    }
                });
        return ActuationOutcome.FORWARDED;
    }

    /** Handles the answer of Redis: the number of receivers, or negative if there was no answer. */
    private void published(Parcel parcel, long begun, long heard) {
        parcel.published(heard);
        if (heard < 0) {
            end(parcel, ActuationOutcome.BUS_DOWN);
            return;
        }
        busEvents.published(System.nanoTime() - begun);
        if (heard == 0) {
            end(parcel, ActuationOutcome.NOT_CONNECTED);
        } else {
            giveBack(parcel);
            here.forwarded(parcel.actuationObserver);
        }
    }

    /** Sends at once if the route is known, otherwise behind those that wait for the same target. */
    private ActuationOutcome send(
            Parcel parcel, Supplier<@Nullable Route> known, Supplier<CompletionStage<RouteLookup>> search) {
        Target target = parcel.body.target();
        Route[] way = {known.get()};
        boolean[] first = {false};
        if (way[0] == null) {
            waiting.compute(target, (key, queue) -> {
                if (queue == null) {
                    // The route may have become known meanwhile. Without a queue, no actuation is ahead of this one.
                    way[0] = known.get();
                    if (way[0] != null) {
                        return null;
                    }
                    first[0] = true;
                    queue = new ArrayDeque<>(1);
                }
                queue.add(parcel);
                return queue;
            });
        }
        if (way[0] != null) {
            return go(parcel, way[0]);
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
            Parcel[] next = {null};
            waiting.computeIfPresent(target, (key, queue) -> {
                next[0] = queue.poll();
                if (next[0] == null) {
                    remember(routeLookup);
                    return null;
                }
                return queue;
            });
            Parcel parcel = next[0];
            if (parcel == null) {
                return;
            }
            try {
                go(parcel, routeLookup.route == null ? wayByName(parcel) : routeLookup.route);
            } catch (RuntimeException | StackOverflowError defect) {
                // The parcels behind it must still be sent.
                failed(parcel, defect);
            }
        }
    }

    /** Caches the result. If that fails, the next actuation looks it up again. */
    private void remember(RouteLookup routeLookup) {
        try {
            routeLookup.remember.run();
        } catch (RuntimeException | StackOverflowError defect) {
            busEvents.failed(defect);
        }
    }

    /** Returns the route when the database cannot resolve the key: trusts the account and id beside it. */
    private Route wayByName(Parcel parcel) {
        Target.ByAccount named = parcel.body.named();
        if (named == null || !named.id().storable()) {
            return Route.nowhere(ActuationOutcome.UNRESOLVED);
        }
        Mailbox mailbox = devices.find(named.account(), named.id());
        boolean another = mailbox != null
                && parcel.body.target() instanceof Target.ByUid key
                && !mailbox.device().uid().equals(key.uid());
        return another
                ? Route.nowhere(ActuationOutcome.UNRESOLVED)
                : Route.to(new DeviceAddress(named.account(), named.id()));
    }

    /** An actuation in transit. */
    private static final class Parcel {
        private final Inbound.ActuationMessage actuation;
        private final Inbound.Body body;
        private final Object sender;
        private final @Nullable ActuationObserver actuationObserver;
        private boolean ended;

        Parcel(
                Inbound.ActuationMessage actuation,
                Inbound.Body body,
                Object sender,
                @Nullable ActuationObserver actuationObserver) {
            this.actuation = actuation;
            this.body = body;
            this.sender = sender;
            this.actuationObserver = actuationObserver;
        }

        /** Returns true on the first call only, so that the room is given back once. */
        synchronized boolean end() {
            boolean first = !ended;
            ended = true;
            return first;
        }

        int length() {
            return actuation.message().length();
        }

        ByteSlice publishing() {
            return actuationObserver == null ? actuation.message() : actuationObserver.publishing(actuation.message());
        }

        void published(long heard) {
            if (actuationObserver != null) {
                actuationObserver.published(heard);
            }
        }
    }

    /**
     * The result of a lookup: the route, null if the database did not answer, and the action that caches it, to run once all waiting
     * actuations are sent.
     */
    private record RouteLookup(@Nullable Route route, Runnable remember) {
        private static final RouteLookup NOT_ANSWERED = new RouteLookup(null, () -> {});
    }

    /** Dispatches an actuation by the form of its target. */
    private final class Dispatch implements Target.TargetHandler<ActuationOutcome> {

        private final Parcel parcel;

        Dispatch(Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public ActuationOutcome byAccount(Target.ByAccount target) {
            // An id that no row can have is no device's, but once encoded might match another device's channel.
            return target.id().storable()
                    ? go(parcel, Route.to(new DeviceAddress(target.account(), target.id())))
                    : end(parcel, ActuationOutcome.NOT_CONNECTED);
        }

        @Override
        public ActuationOutcome byUid(Target.ByUid target) {
            DeviceUid device = target.uid();
            return send(
                    parcel,
                    () -> memory.find(device),
                    () -> addresses
                            .find(device)
                            .thenApply(
                                    address -> new RouteLookup(way(address), () -> memory.remember(device, address))));
        }

        @Override
        public ActuationOutcome byId(Target.ById target) {
            DeviceId id = target.id();
            if (!id.storable()) {
                return end(parcel, ActuationOutcome.NOT_CONNECTED);
            }
            return send(
                    parcel,
                    () -> {
                        List<DeviceAddress> candidates = memory.find(id);
                        return candidates == null || candidates.size() > 1 ? null : sole(candidates);
                    },
                    () -> candidates(id)
                            .thenCompose(candidates -> connected(candidates)
                                    .thenApply(route -> new RouteLookup(route, () -> memory.remember(id, candidates))))
                            .exceptionally(away -> new RouteLookup(local(id), () -> {})));
        }

        @Override
        public ActuationOutcome nobody() {
            return end(parcel, ActuationOutcome.UNADDRESSED);
        }

        private Route way(Optional<DeviceAddress> address) {
            return address.map(Route::to).orElseGet(() -> Route.nowhere(ActuationOutcome.NOT_CONNECTED));
        }

        private Route sole(List<DeviceAddress> candidates) {
            return candidates.isEmpty() ? Route.nowhere(ActuationOutcome.NOT_CONNECTED) : Route.to(candidates.get(0));
        }

        private CompletionStage<List<DeviceAddress>> candidates(DeviceId id) {
            List<DeviceAddress> known = memory.find(id);
            return known == null ? addresses.find(id) : CompletableFuture.completedStage(known);
        }

        /** Returns the only candidate that is connected, here or elsewhere. */
        private CompletionStage<Route> connected(List<DeviceAddress> candidates) {
            if (candidates.size() <= 1) {
                return CompletableFuture.completedStage(sole(candidates));
            }
            if (candidates.size() > DeviceAddress.MOST_NAMESAKES) {
                // Devices beyond the limit of the lookup may be connected too.
                return CompletableFuture.completedStage(Route.nowhere(ActuationOutcome.AMBIGUOUS));
            }
            BusLink link = bus.get();
            if (link == null) {
                return CompletableFuture.failedStage(new IllegalStateException("nobody to ask"));
            }
            return link.subscribers(candidates).thenApply(counts -> {
                List<DeviceAddress> there = new ArrayList<>();
                for (int i = 0; i < candidates.size(); i++) {
                    DeviceAddress candidate = candidates.get(i);
                    if (counts.get(i) > 0 || devices.find(candidate.account(), candidate.id()) != null) {
                        there.add(candidate);
                    }
                }
                return there.size() > 1 ? Route.nowhere(ActuationOutcome.AMBIGUOUS) : sole(there);
            });
        }

        /** Returns the route when neither the database nor Redis can be asked: only the devices here are known. */
        private Route local(DeviceId id) {
            List<Mailbox> namesakes = devices.find(id);
            return switch (namesakes.size()) {
                case 0 -> Route.nowhere(bus.get() == null ? ActuationOutcome.BUS_DOWN : ActuationOutcome.UNRESOLVED);
                case 1 -> Route.to(DeviceAddress.of(namesakes.get(0).device()));
                default -> Route.nowhere(ActuationOutcome.AMBIGUOUS);
            };
        }
    }
}
