package org.oisp.gateway.server.cluster;

import org.oisp.gateway.cluster.trust.ClusterKeys;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.server.redis.RedisBus;
import org.oisp.gateway.server.redis.RedisSettings;

/**
 * The Redis bus, with the clock and the keys that sign its messages and decide which messages of other instances are trusted.
 *
 * @param settings how to use Redis
 * @param instance the id of this instance among the others, a UUID
 */
record SignedBus(
        RedisSettings settings,
        String instance,
        RedisBus bus,
        DatabaseClock clock,
        ClusterKeys keys,
        ClusterTrust trust) {

    /** Creates a bus without a connection; {@code server} is the name of this instance in binding rows. */
    static SignedBus of(RedisSettings redis, String instance, String server, ClusterEvents events) {
        DatabaseClock clock = new DatabaseClock(redis.bus().trust().leeway(), System::nanoTime);
        ClusterKeys keys = new ClusterKeys(redis.bus().prefix(), System::nanoTime);
        if (hasSecret(redis)) {
            keys.share(redis.bus().shared().value());
        }
        ClusterTrust trust = new ClusterTrust(instance, redis.bus().trust(), clock, keys);
        RedisBus bus = new RedisBus(redis, instance, server, trust, events.bus(), events.presence());
        return new SignedBus(redis, instance, bus, clock, keys, trust);
    }

    /** Returns whether the secret is configured, so that the one in the database is not used. */
    boolean hasOwnSecret() {
        return hasSecret(settings);
    }

    private static boolean hasSecret(RedisSettings redis) {
        return !redis.bus().shared().value().isEmpty();
    }
}
