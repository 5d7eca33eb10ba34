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
 * Opens connections to Redis, one after the other; shared by the bus and the check. A refused connection fails with the reason that Redis
 * sent. The host name is resolved for each connection.
 */
final class RedisConnections {

    private static final int THREADS = 2;
    private static final long STOP_MILLIS = 1_000;

    /** Closing connections release their buffers in the last iterations of the event loops. */
    private static final long QUIET_MILLIS = 50;

    private final BusCodec codec = new BusCodec();
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    /** The error reply of Redis to the current attempt. */
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

    /** Returns an executor for short tasks; different calls may return different executors. */
    EventExecutor executor() {
        return resources.eventExecutorGroup().next();
    }

    /** Opens a connection for commands; fails with the error that Redis sent, if any. */
    Mono<StatefulRedisConnection<String, ByteSlice>> speaking() {
        return connection(() -> client.connectAsync(codec, uri));
    }

    /** Opens a connection for subscriptions; fails with the error that Redis sent, if any. */
    Mono<StatefulRedisPubSubConnection<String, ByteSlice>> hearing() {
        return connection(() -> client.connectPubSubAsync(codec, uri));
    }

    /** Closes the client and its threads; never fails. */
    Mono<Void> close() {
        return Mono.fromCompletionStage(() -> client.shutdownAsync(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS))
                .onErrorComplete()
                .then(Mono.<Void>create(sink -> resources
                        .shutdown(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
                        .addListener(done -> sink.success())));
    }

    /** Opens a connection. A failure after cancellation is dropped silently. */
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

    /** The result of an attempt: exactly one of the two is set. */
    private record RedisConnectionAttempt<C>(
            @Nullable C connection, @Nullable Throwable error) {}
}
