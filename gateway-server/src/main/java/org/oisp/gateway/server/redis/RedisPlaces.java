package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Mono;

/** Finds the server for each link, and tells when it is another. Thread-safe; never blocks. */
interface RedisPlaces {

    /**
     * A place, and who could not be asked for it.
     *
     * @param silent each with its reason
     */
    record FoundPlace(RedisPlace place, List<String> silent) {}

    /** Returns the server for the next link. Fails with the words of all that were asked, if none names one. */
    Mono<FoundPlace> find();

    /** Fails as soon as it is known that another server has become the master; never completes. */
    Mono<Void> left(RedisPlace place);

    /**
     * Asks a server whether it is still what the link needs, then runs {@code flush}. Fails with the reason if it is not, or does not
     * answer.
     */
    CompletionStage<ServerRole> verify(
            RedisPlace place, StatefulRedisConnection<String, ByteSlice> connection, Runnable flush);
}
