package org.oisp.gateway.server.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.membership.ClusterPoller;
import org.oisp.gateway.cluster.membership.SplitDetector;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.routing.OwnerReceipts;

/**
 * Applies the shared state that is polled from the database. Announces the local devices again if the change means that other instances
 * may have rejected earlier announcements.
 */
final class ClusterStateUpdater implements ClusterPoller.ClusterListener {

    private final SignedBus bus;
    private final Ownership ownership;
    private final OwnerReceipts owners;
    private final SplitDetector splits;
    private final BusEvents events;

    ClusterStateUpdater(
            SignedBus bus, Ownership ownership, OwnerReceipts owners, SplitDetector splits, BusEvents events) {
        this.bus = bus;
        this.ownership = ownership;
        this.owners = owners;
        this.splits = splits;
        this.events = events;
    }

    @Override
    public void time(long micros, long tookNanos) {
        if (bus.clock().sampled(micros, tookNanos)) {
            ownership.tellAgain();
        }
    }

    @Override
    public void alive(@Nullable List<String> others) {
        bus.trust().alive(others);
        splits.alive(others);
        owners.alive(others, splits.hearsOthers());
    }

    @Override
    public void secret(@Nullable String secret) {
        if (bus.hasOwnSecret()) {
            return;
        }
        if (secret == null) {
            events.noSecret();
        } else if (bus.keys().share(secret)) {
            ownership.tellAgain();
        }
    }
}
