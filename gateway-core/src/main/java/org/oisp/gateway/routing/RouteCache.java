package org.oisp.gateway.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;

/**
 * A cache of looked-up addresses. The account and the id of a key hardly ever change: an old address is looked up again, and stays in use
 * until there is a new one, however long the database is unavailable. Entries that may change soon expire soon. Thread-safe.
 */
final class RouteCache {

    private final DeviceAddresses addresses;
    private final LongSupplier nanos;
    private final Consumer<Throwable> defects;
    private final long refresh;
    private final long pause;
    private final Cache<DeviceUid, Known> byUid;
    private final Cache<DeviceId, List<DeviceAddress>> byId;

    RouteCache(DeviceAddresses addresses, ForwarderSettings settings, LongSupplier nanos, Consumer<Throwable> defects) {
        this.defects = defects;
        this.addresses = addresses;
        this.nanos = nanos;
        this.refresh = settings.refresh().toNanos();
        this.pause = settings.pause().toNanos();
        this.byUid = Caffeine.newBuilder().maximumSize(settings.remembered()).build();
        this.byId = Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .ticker(nanos::getAsLong)
                .expireAfterWrite(Duration.ofNanos(pause))
                .build();
    }

    /** Returns the route to a device, without an address if the device is unknown; null if it must be looked up. */
    @Nullable
    Route find(DeviceUid device) {
        Known known = byUid.getIfPresent(device);
        if (known == null) {
            return null;
        }
        long age = nanos.getAsLong() - known.since;
        if (known.address == null) {
            return age > pause ? null : Route.nowhere(ActuationOutcome.NOT_CONNECTED);
        }
        if (age > refresh) {
            refresh(device, known);
        }
        return Route.to(known.address);
    }

    /** Returns the addresses of the devices with this id; null if they must be looked up. */
    @Nullable
    List<DeviceAddress> find(DeviceId id) {
        return byId.getIfPresent(id);
    }

    void remember(DeviceUid device, Optional<DeviceAddress> address) {
        byUid.put(device, new Known(address.orElse(null), nanos.getAsLong()));
    }

    void remember(DeviceId id, List<DeviceAddress> candidates) {
        byId.put(id, List.copyOf(candidates));
    }

    /** Returns the number of cached devices. */
    long size() {
        return byUid.estimatedSize();
    }

    private void refresh(DeviceUid device, Known known) {
        // Keeps the next message from refreshing again. If the lookup fails, the old address is kept for another
        // period.
        known.since = nanos.getAsLong();
        try {
            CompletionStage<Optional<DeviceAddress>> unused = addresses
                    .find(device)
                    .whenComplete((address, error) -> {
                        if (error == null) {
                            remember(device, address);
                        }
                    });
        } catch (RuntimeException | StackOverflowError defect) {
            // The caller has an address and does not need the refresh.
            defects.accept(defect);
        }
    }

    private static final class Known {
        private final @Nullable DeviceAddress address;
        private volatile long since;

        Known(@Nullable DeviceAddress address, long since) {
            this.address = address;
            this.since = since;
        }
    }
}
