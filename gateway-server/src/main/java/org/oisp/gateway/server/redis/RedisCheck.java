package org.oisp.gateway.server.redis;

import reactor.core.publisher.Mono;

/** Checks that Redis supports what {@code serve} needs. */
public final class RedisCheck {

    private RedisCheck() {}

    /**
     * Connects as the gateway does, subscribes, publishes to itself, counts subscribers, and, if a stream is configured, checks that it
     * could be written. Changes nothing, and no other instance receives anything.
     *
     * @param settings how to connect
     * @return a short description of the server; fails with the command that was refused and the ACL rights that it needs
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
