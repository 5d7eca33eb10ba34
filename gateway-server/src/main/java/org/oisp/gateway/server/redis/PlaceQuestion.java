package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import reactor.core.publisher.Mono;

/** Asks a server that knows where the master is. Thread-safe. */
interface PlaceQuestion {

    /** Returns the servers that can be asked now; at least one. */
    List<RedisAddress> known();

    /** Returns what to call such a server in log lines. */
    String called(RedisAddress known);

    /** Opens connections to such a server; the caller closes them. */
    Mono<ServerConnections> connect(RedisAddress known);

    /** Asks for the master; fails with the reason, in words, if the server does not name one. */
    CompletionStage<RedisPlace> ask(StatefulRedisConnection<String, ByteSlice> connection, RedisAddress known);

    /** Returns what to say if none of them names a master; their reasons follow. */
    String nobodyKnows();

    /** See {@link RedisPlaces#verify}. */
    CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush);
}
