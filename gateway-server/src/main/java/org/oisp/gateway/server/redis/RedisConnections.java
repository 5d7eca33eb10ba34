package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Mono;

/**
 * Makes connections to Redis, one after the other: the same for the bus and for the check. If one is refused, the error says what
 * Redis has said. The host's name is looked up for each.
 */
final class RedisConnections {

    private static final int THREADS = 2;
    private static final long STOP_MILLIS = 1_000;

    /** What is still to be closed gives its buffers back in the last passes of the loops. */
    private static final long QUIET_MILLIS = 50;

    private final BusCodec codec = new BusCodec();
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    /** What Redis has said to the attempt that is under way. */
    private volatile AtomicReference<String> said = new AtomicReference<>();

    RedisConnections(RedisSettings settings) {
        this.uri = RedisAccess.uri(settings);
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        HandshakeReplyReader.on(channel, said::set);
                    }
                })
                .build();
        this.client = RedisClient.create(resources, uri);
        client.setOptions(RedisAccess.options(settings));
    }

    /** A thread that may be used for short work; the same for each call is not promised. */
    EventExecutor executor() {
        return resources.eventExecutorGroup().next();
    }

    /** A connection for commands; fails with what Redis has said, if it has said anything. */
    Mono<StatefulRedisConnection<String, ByteSlice>> speaking() {
        return connection(() -> client.connectAsync(codec, uri));
    }

    /** A connection for subscriptions; fails with what Redis has said, if it has said anything. */
    Mono<StatefulRedisPubSubConnection<String, ByteSlice>> hearing() {
        return connection(() -> client.connectPubSubAsync(codec, uri));
    }

    /** Gives everything back; never fails. */
    Mono<Void> close() {
        return Mono.fromCompletionStage(() -> client.shutdownAsync(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS))
                .onErrorComplete()
                .then(Mono.<Void>create(sink -> resources
                        .shutdown(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
                        .addListener(done -> sink.success())));
    }

    /** One that fails when nobody waits for it any more, fails silently. */
    private <C> Mono<C> connection(Supplier<CompletionStage<C>> attempt) {
        return Mono.defer(() -> {
            AtomicReference<String> words = new AtomicReference<>();
            said = words;
            return Mono.fromCompletionStage(() -> attempt.get().handle(RedisConnectionAttempt::new))
                    .flatMap(done -> done.error == null
                            ? Mono.justOrEmpty(done.connection)
                            : Mono.error(words.get() == null ? done.error : new BrokenLinkException(words.get())));
        });
    }

    /** What came of trying to connect: one of the two. */
    private record RedisConnectionAttempt<C>(
            @Nullable C connection, @Nullable Throwable error) {}
}
