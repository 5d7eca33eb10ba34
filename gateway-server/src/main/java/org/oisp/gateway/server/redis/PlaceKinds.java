package org.oisp.gateway.server.redis;

import org.oisp.gateway.server.redis.RedisPlaceSettings.OneRedis;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;

/** Chooses how places are found, by the settings. */
final class PlaceKinds {

    private PlaceKinds() {}

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
