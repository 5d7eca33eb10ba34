/**
 * Redis: {@link org.oisp.gateway.server.redis.RedisBus} connects the instances by the channels that the dashboard publishes to; {@link
 * org.oisp.gateway.server.redis.RedisCheck} checks the server for {@code gateway check}.
 */
@NullMarked
package org.oisp.gateway.server.redis;

import org.jspecify.annotations.NullMarked;
