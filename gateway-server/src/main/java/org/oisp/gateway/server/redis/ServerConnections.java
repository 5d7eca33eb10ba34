package org.oisp.gateway.server.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Mono;

/**
 * Opens connections to one server, one after the other. A refused connection fails with the reason that the server sent. The host name is
 * resolved for each connection.
 */
final class ServerConnections {

    private static final long STOP_MILLIS = 1_000;

    private final BusCodec codec = new BusCodec();
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    /** The error reply of the server to the current attempt. */
    private volatile AtomicReference<String> said = new AtomicReference<>();

    private final Mono<Void> closing;

    /** Shares the threads of {@code shared}; runs {@code closed} when it is closed. */
    ServerConnections(ClientResources shared, RedisURI uri, ClientOptions options, Consumer<ServerConnections> closed) {
        this.uri = uri;
        this.resources = ClientResources.builder()
                .eventLoopGroupProvider(shared.eventLoopGroupProvider())
                .addressResolverGroup(shared.addressResolverGroup())
                .eventExecutorGroup(shared.eventExecutorGroup())
                .timer(shared.timer())
                .eventBus(shared.eventBus())
                .commandLatencyRecorder(shared.commandLatencyRecorder())
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        HandshakeReplyReader.on(channel, said::set);
                    }
                })
                .build();
        this.client = RedisClient.create(resources, uri);
        client.setOptions(options);
        this.closing = Mono.fromCompletionStage(() -> client.shutdownAsync(0, STOP_MILLIS, TimeUnit.MILLISECONDS))
                .onErrorComplete()
                .then(Mono.<Void>create(sink -> resources
                        .shutdown(0, STOP_MILLIS, TimeUnit.MILLISECONDS)
                        .addListener(done -> sink.success())))
                .doFinally(signal -> closed.accept(this))
                .cache();
    }

    /** Opens a connection for commands; fails with the error that the server sent, if any. Closed by {@link #close}. */
    Mono<StatefulRedisConnection<String, ByteSlice>> speaking() {
        return connection(() -> client.connectAsync(codec, uri));
    }

    /** Opens a connection for subscriptions; fails with the error that the server sent, if any. Closed by {@link #close}. */
    Mono<StatefulRedisPubSubConnection<String, ByteSlice>> hearing() {
        return connection(() -> client.connectPubSubAsync(codec, uri));
    }

    /** Closes all connections, once; completes when that is done, and never fails. */
    Mono<Void> close() {
        return closing;
    }

    /** Opens a connection. After cancellation it is closed as soon as it is open, and a failure is dropped. */
    private <C extends StatefulConnection<String, ByteSlice>> Mono<C> connection(Supplier<CompletionStage<C>> attempt) {
        return Mono.defer(() -> {
            AtomicReference<String> words = new AtomicReference<>();
            said = words;
            CompletionStage<C> opening = attempt.get();
            return RedisReply.mono(() -> opening)
                    .doOnCancel(() -> {
                        CompletionStage<Void> unused = opening.thenCompose(StatefulConnection::closeAsync);
                    })
                    .onErrorMap(error -> words.get() == null ? error : new BrokenLinkException(words.get()));
        });
    }
}
