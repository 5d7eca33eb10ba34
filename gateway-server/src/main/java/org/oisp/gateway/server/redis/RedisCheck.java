package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** Tries whether Redis answers us. */
public final class RedisCheck {

    private RedisCheck() {}

    /**
     * Connects, says who we are and asks for a sign of life.
     *
     * @param settings where it is
     * @return what it is like, in a few words; fails if it does not answer or does not let us in
     */
    public static Mono<String> run(RedisSettings settings) {
        RedisURI uri = RedisAccess.uri(settings);
        return Mono.usingWhen(
                Mono.fromSupplier(() -> {
                    RedisClient client = RedisClient.create(uri);
                    client.setOptions(RedisAccess.options(settings));
                    return client;
                }),
                client -> Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8, uri))
                        .flatMap(connection -> connection.reactive().ping())
                        .timeout(settings.timeout())
                        .map(pong -> "answers " + pong),
                client -> Mono.fromCompletionStage(() -> client.shutdownAsync(
                        Duration.ZERO.toMillis(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS)));
    }
}
