package org.oisp.gateway.server.redis;

import reactor.core.publisher.Mono;

/** Tries whether Redis does for us what {@code serve} needs of it. */
public final class RedisCheck {

    private RedisCheck() {}

    /**
     * Connects as the gateway does, subscribes, publishes to itself, counts who has subscribed, and asks whether the stream could be
     * written, if there is to be one. Nothing is changed, and no other instance hears of it.
     *
     * @param settings where it is
     * @return what it is like, in a few words; fails with what was refused, and with the rights that it takes
     */
    public static Mono<String> run(RedisSettings settings) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new RedisConnections(settings)),
                connections -> Mono.usingWhen(
                        connections.speaking(),
                        speaking -> Mono.usingWhen(
                                connections.hearing(),
                                hearing -> new RedisSelfTest(settings, speaking, hearing).run(),
                                hearing -> Mono.fromCompletionStage(hearing::closeAsync)),
                        speaking -> Mono.fromCompletionStage(speaking::closeAsync)),
                RedisConnections::close);
    }
}
