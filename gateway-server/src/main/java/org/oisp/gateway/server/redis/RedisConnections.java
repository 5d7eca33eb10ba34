package org.oisp.gateway.server.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.oisp.gateway.server.redis.RedisLink.LinkServer;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.resolver.UncachedNames;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Opens connections to the servers of Redis, on common threads; used by the bus and the check. */
final class RedisConnections {

    private static final int THREADS = 2;
    private static final long STOP_MILLIS = 1_000;

    /** Closing connections release their buffers in the last iterations of the event loops. */
    private static final long QUIET_MILLIS = 50;

    private final RedisSettings settings;
    private final LastingLoops loops = new LastingLoops(THREADS);
    private final ClientResources resources = ClientResources.builder()
            .eventLoopGroupProvider(loops)
            .addressResolverGroup(new UncachedNames(
                            Transports.datagramChannelClass(),
                            Transports.socketChannelClass().asSubclass(SocketChannel.class))
                    .group())
            .computationThreadPoolSize(THREADS)
            .build();

    /** Those that are not closed yet. */
    private final Set<ServerConnections> open = ConcurrentHashMap.newKeySet();

    RedisConnections(RedisSettings settings) {
        this.settings = settings;
    }

    /** Returns an executor for short tasks; different calls may return different executors. */
    EventExecutor executor() {
        return resources.eventExecutorGroup().next();
    }

    /** Opens both connections of a link to this place, and closes them behind the work. */
    <T> Mono<T> with(RedisPlaces places, RedisPlace place, Function<LinkServer, Mono<T>> work) {
        return Mono.usingWhen(
                to(place.address()),
                server -> server.speaking()
                        .flatMap(speaking ->
                                server.hearing().map(hearing -> new LinkServer(places, place, speaking, hearing)))
                        .onErrorMap(place::inWords)
                        .flatMap(work),
                ServerConnections::close);
    }

    /** Prepares connections to a Redis; fails if the files of TLS cannot be used. The caller closes them. */
    Mono<ServerConnections> to(RedisAddress address) {
        return server(() -> RedisAccess.uri(settings, address));
    }

    /** Prepares connections to a Sentinel; fails if the files of TLS cannot be used. The caller closes them. */
    Mono<ServerConnections> to(RedisAddress address, RedisSentinels sentinels) {
        return server(() -> RedisAccess.uri(settings, address, sentinels));
    }

    /** Reading the files of TLS blocks. */
    private Mono<ServerConnections> server(Supplier<RedisURI> uri) {
        Mono<ClientOptions> options = Mono.fromCallable(() -> RedisAccess.options(settings));
        return (settings.tls() == null ? options : options.subscribeOn(Schedulers.boundedElastic())).map(read -> {
            ServerConnections next = new ServerConnections(resources, uri.get(), read, open::remove);
            open.add(next);
            return next;
        });
    }

    /** Closes what is still open, then ends the threads; never fails. */
    Mono<Void> close() {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(open)))
                .concatMap(ServerConnections::close)
                .then(ended(() -> resources.shutdown(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)))
                .then(ended(() -> loops.end(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)));
    }

    private static Mono<Void> ended(Supplier<Future<Boolean>> end) {
        return Mono.create(sink -> end.get().addListener(done -> sink.success()));
    }
}
