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
 * Addresses that were looked up. The account and the id of a key hardly ever change: an old address is looked up again, and used until
 * there is a new one, however long the database is away. What may change soon is forgotten soon. Thread-safe.
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

    /** The way to a device, nowhere if there is no such device; null if that has to be looked up. */
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

    /** The devices of this id, or null if that has to be looked up. */
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

    /** How many devices' addresses are remembered. */
    long size() {
        return byUid.estimatedSize();
    }

    private void refresh(DeviceUid device, Known known) {
        // Not again by the next message. If it fails, what is known holds, and is tried again after as long a time.
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
            // Whoever asks has an address, and does not wait for another.
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
