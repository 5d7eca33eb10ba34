package org.oisp.gateway.server.redis;

import org.oisp.gateway.server.redis.RedisPlaceSettings.OneRedis;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;

/** Creates the finder of places that the settings ask for: one Redis, Sentinels or a cluster. */
final class RedisPlacesFactory {

    private RedisPlacesFactory() {}

    static RedisPlaces of(RedisSettings settings, RedisConnections connections) {
        if (settings.place() instanceof RedisSentinels sentinels) {
            return new AskedPlaces(new SentinelQuestion(sentinels, connections), settings.timeout());
        }
        if (settings.place() instanceof RedisClusterNodes cluster) {
            return new AskedPlaces(new SlotQuestion(cluster, settings.bus().prefix(), connections), settings.timeout());
        }
        return new OnlyPlace(((OneRedis) settings.place()).address());
    }
}
