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
        RedisURI uri = uri(settings);
        return Mono.usingWhen(
                Mono.fromSupplier(() -> RedisClient.create(uri)),
                client -> Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8, uri))
                        .flatMap(connection -> connection.reactive().ping())
                        .timeout(settings.timeout())
                        .map(pong -> "answers " + pong),
                client -> Mono.fromCompletionStage(() -> client.shutdownAsync(
                        Duration.ZERO.toMillis(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS)));
    }

    private static RedisURI uri(RedisSettings settings) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withTimeout(settings.timeout());
        String password = settings.password().value();
        if (!settings.username().isEmpty()) {
            uri.withAuthentication(settings.username(), password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }
}
