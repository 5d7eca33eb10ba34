package org.oisp.gateway.cluster.ownership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.registry.DeviceRegistry;

/**
 * Keeps the link subscribed to the channels of the devices that are connected here, one batch at a time. Not thread-safe; run by the
 * {@link SerialExecutor} of its {@link Ownership}.
 */
final class ChannelSubscriptions {

    private final DeviceRegistry devices;
    private final int batchSize;
    private final Consumer<List<PendingOwnership>> ready;

    private final Set<DeviceAddress> subscribed = new HashSet<>();
    /** Devices whose subscription must be re-checked. */
    private final Set<DeviceAddress> changed = new LinkedHashSet<>();
    /** Devices that wait for their subscription, by address. */
    private final Map<DeviceAddress, List<PendingOwnership>> arriving = new HashMap<>();

    private List<DeviceAddress> joining = List.of();
    private List<DeviceAddress> leaving = List.of();

    /** {@code ready} receives the devices whose channel is subscribed to. */
    ChannelSubscriptions(DeviceRegistry devices, int batchSize, Consumer<List<PendingOwnership>> ready) {
        this.devices = devices;
        this.batchSize = batchSize;
        this.ready = ready;
    }

    /** Adds a device that is to be subscribed to. */
    void add(PendingOwnership pending) {
        DeviceAddress address = pending.address();
        arriving.computeIfAbsent(address, key -> new ArrayList<>(1)).add(pending);
        changed.add(address);
    }

    /** Re-checks a device's subscription with the next batch. */
    void recheck(DeviceAddress address) {
        changed.add(address);
    }

    /**
     * Subscribes to and unsubscribes from the next batch of channels.
     *
     * @return completes when that is done, and {@link #updated} is to be called; null if nothing is to be done, or the batch before is
     *     not done yet
     */
    @Nullable
    CompletableFuture<Void> update(BusLink link) {
        if (!joining.isEmpty() || !leaving.isEmpty()) {
            return null;
        }
        List<DeviceAddress> join = new ArrayList<>();
        List<DeviceAddress> leave = new ArrayList<>();
        Iterator<DeviceAddress> next = changed.iterator();
        while (next.hasNext() && join.size() + leave.size() < batchSize) {
            DeviceAddress address = next.next();
            next.remove();
            check(address, join, leave);
        }
        if (join.isEmpty() && leave.isEmpty()) {
            return null;
        }
        joining = join;
        leaving = leave;
        return CompletableFuture.allOf(
                leave.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : link.unsubscribe(leave).toCompletableFuture(),
                join.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : link.subscribe(join).toCompletableFuture());
    }

    private void check(DeviceAddress address, List<DeviceAddress> join, List<DeviceAddress> leave) {
        boolean wanted = devices.find(address.account(), address.id()) != null;
        boolean there = subscribed.contains(address);
        if (wanted && there) {
            subscribedTo(address);
        } else if (wanted) {
            join.add(address);
        } else {
            List<PendingOwnership> gone = arriving.remove(address);
            if (gone != null) {
                gone.forEach(PendingOwnership::giveUp);
            }
            if (there) {
                leave.add(address);
            }
        }
    }

    /** Records that the last batch is done. */
    void updated() {
        leaving.forEach(subscribed::remove);
        subscribed.addAll(joining);
        List<DeviceAddress> joined = joining;
        joining = List.of();
        leaving = List.of();
        joined.forEach(this::subscribedTo);
    }

    private void subscribedTo(DeviceAddress address) {
        List<PendingOwnership> waiting = arriving.remove(address);
        if (waiting != null) {
            ready.accept(waiting);
        }
    }

    /** Forgets all subscriptions, and releases the devices that wait for one. */
    void clear() {
        joining = List.of();
        leaving = List.of();
        subscribed.clear();
        changed.clear();
        arriving.values().forEach(all -> all.forEach(PendingOwnership::giveUp));
        arriving.clear();
    }
}
