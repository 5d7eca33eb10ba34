package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import reactor.core.publisher.Mono;

/** The one configured server. */
record OnlyPlace(RedisAddress address) implements RedisPlaces {

    @Override
    public Mono<FoundPlace> find() {
        return Mono.just(new FoundPlace(RedisPlace.only(address), List.of()));
    }

    @Override
    public Mono<Void> left(RedisPlace place) {
        return Mono.never();
    }

    @Override
    public CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
        return ServerRole.ask(connection, flush).thenApply(ServerRole::requireAlone);
    }
}
