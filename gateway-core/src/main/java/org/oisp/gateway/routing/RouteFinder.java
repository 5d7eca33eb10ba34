package org.oisp.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.protocol.Target;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** Finds the route to a device that is not connected here: from the cache, the database and the other instances. Thread-safe. */
final class RouteFinder {

    private final Supplier<@Nullable BusLink> bus;
    private final DeviceRegistry devices;
    private final DeviceAddresses addresses;
    private final RouteCache cache;

    RouteFinder(Supplier<@Nullable BusLink> bus, DeviceRegistry devices, DeviceAddresses addresses, RouteCache cache) {
        this.bus = bus;
        this.devices = devices;
        this.addresses = addresses;
        this.cache = cache;
    }

    /**
     * The result of a lookup.
     *
     * @param route the route; null if the database did not answer
     * @param remember caches it; to be run once all actuations that waited for it are sent
     */
    record RouteLookup(@Nullable Route route, Runnable remember) {
        static final RouteLookup NOT_ANSWERED = new RouteLookup(null, () -> {});
    }

    /** Returns the number of cached device addresses. */
    long remembered() {
        return cache.size();
    }

    /** Returns the cached route to a device; null if there is none. */
    @Nullable
    Route known(DeviceUid device) {
        return cache.find(device);
    }

    /** Looks up the route to a device. */
    CompletionStage<RouteLookup> search(DeviceUid device) {
        return addresses
                .find(device)
                .thenApply(address -> new RouteLookup(route(address), () -> cache.remember(device, address)));
    }

    /** Returns the cached route to the device with an id; null if there is none, or several devices have the id. */
    @Nullable
    Route known(DeviceId id) {
        List<DeviceAddress> candidates = cache.find(id);
        return candidates == null || candidates.size() > 1 ? null : sole(candidates);
    }

    /** Looks up the route to the device with an id. */
    CompletionStage<RouteLookup> search(DeviceId id) {
        List<DeviceAddress> known = cache.find(id);
        CompletionStage<List<DeviceAddress>> found =
                known == null ? addresses.find(id) : CompletableFuture.completedStage(known);
        return found.thenCompose(candidates -> connected(candidates)
                        .thenApply(route -> new RouteLookup(route, () -> cache.remember(id, candidates))))
                .exceptionally(away -> new RouteLookup(local(id), () -> {}));
    }

    /** Returns the route when the database cannot resolve the key: trusts the account and id beside it. */
    Route byName(Inbound.Body body) {
        Target.ByAccount named = MessageReader.namedIn(body);
        if (named == null || !named.id().storable()) {
            return Route.nowhere(ActuationOutcome.UNRESOLVED);
        }
        Mailbox mailbox = devices.find(named.account(), named.id());
        boolean another = mailbox != null
                && body.target() instanceof Target.ByUid key
                && !mailbox.device().uid().equals(key.uid());
        return another
                ? Route.nowhere(ActuationOutcome.UNRESOLVED)
                : Route.to(new DeviceAddress(named.account(), named.id()));
    }

    private static Route route(Optional<DeviceAddress> address) {
        return address.map(Route::to).orElseGet(() -> Route.nowhere(ActuationOutcome.NOT_CONNECTED));
    }

    private static Route sole(List<DeviceAddress> candidates) {
        return candidates.isEmpty() ? Route.nowhere(ActuationOutcome.NOT_CONNECTED) : Route.to(candidates.get(0));
    }

    /** Returns the only candidate that is connected, here or elsewhere. */
    private CompletionStage<Route> connected(List<DeviceAddress> candidates) {
        if (candidates.size() <= 1) {
            return CompletableFuture.completedStage(sole(candidates));
        }
        if (candidates.size() > DeviceAddress.MAX_NAMESAKES) {
            // Devices beyond the limit of the lookup may be connected too.
            return CompletableFuture.completedStage(Route.nowhere(ActuationOutcome.AMBIGUOUS));
        }
        BusLink link = bus.get();
        if (link == null) {
            return CompletableFuture.failedStage(new IllegalStateException("no link to other instances"));
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
