package org.oisp.gateway.server.redis;

import org.oisp.gateway.server.redis.RedisPlaces.FoundPlace;
import org.oisp.gateway.telemetry.health.FailureDescription;
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
                connections -> {
                    RedisPlaces places = RedisPlacesFactory.of(settings, connections);
                    return places.find().flatMap(found -> tested(settings, connections, places, found));
                },
                RedisConnections::close);
    }

    private static Mono<String> tested(
            RedisSettings settings, RedisConnections connections, RedisPlaces places, FoundPlace found) {
        RedisPlace place = found.place();
        boolean asked = !place.reason().isEmpty();
        Mono<String> tested = connections.with(places, place, server -> new RedisSelfTest(settings, server).run());
        return tested.map(words -> words
                        + (asked ? "; " + place.where() : "")
                        + (found.silent().isEmpty() ? "" : "; of no use: " + String.join("; ", found.silent())))
                .onErrorMap(
                        error -> asked,
                        error -> new BrokenLinkException(place.where() + ": " + FailureDescription.of(error)));
    }
}
