package org.oisp.gateway.server.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.membership.ClusterPoller;
import org.oisp.gateway.cluster.ownership.Ownership;
import org.oisp.gateway.cluster.trust.ClusterKeys;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.routing.OwnerReceipts;

/**
 * Applies the shared state that is polled from the database. Announces the local devices again if the change means that other instances
 * may have rejected earlier announcements.
 */
final class ClusterStateUpdater implements ClusterPoller.ClusterListener {

    private final DatabaseClock clock;
    private final ClusterKeys keys;
    private final ClusterTrust trust;
    private final boolean ownSecret;
    private final Ownership ownership;
    private final OwnerReceipts owners;
    private final BusEvents events;

    /** Ignores the secret of the database if {@code ownSecret} is true. */
    public ClusterStateUpdater(
            DatabaseClock clock,
            ClusterKeys keys,
            ClusterTrust trust,
            boolean ownSecret,
            Ownership ownership,
            OwnerReceipts owners,
            BusEvents events) {
        this.clock = clock;
        this.keys = keys;
        this.trust = trust;
        this.ownSecret = ownSecret;
        this.ownership = ownership;
        this.owners = owners;
        this.events = events;
    }

    @Override
    public void time(long micros, long tookNanos) {
        if (clock.sampled(micros, tookNanos)) {
            ownership.tellAgain();
        }
    }

    @Override
    public void alive(@Nullable List<String> others) {
        trust.alive(others);
        owners.alive(others);
    }

    @Override
    public void secret(@Nullable String secret) {
        if (ownSecret) {
            return;
        }
        if (secret == null) {
            events.noSecret();
        } else if (keys.share(secret)) {
            ownership.tellAgain();
        }
    }
}
