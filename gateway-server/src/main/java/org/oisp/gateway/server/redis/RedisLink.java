package org.oisp.gateway.server.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.bus.TrustOutcome;
import org.oisp.gateway.cluster.trust.ClusterTrust.MessageKind;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.redis.BusChannels.Letter;
import reactor.core.publisher.Mono;

/**
 * Two connections to Redis, one for commands and one for subscriptions; if either breaks, the link ends. One ping tests both: a message
 * published on the first to this instance's own channel must arrive on the second. A server that takes no writes ends the link too: a
 * replica delivers messages to its own subscribers and so appears to work. So does a node of a cluster that has lost the gateways' slot.
 */
final class RedisLink extends RedisPubSubAdapter<String, ByteSlice> implements BusLink, RedisConnectionStateListener {

    private final int number;
    private final LinkServer server;
    private final StatefulRedisConnection<String, ByteSlice> speaking;
    private final StatefulRedisPubSubConnection<String, ByteSlice> hearing;
    private final EventExecutor flusher;
    private final @Nullable NodeMark mark;
    private final BusChannels channels;
    private final BusListener listener;
    private final BusEvents events;
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final CompletableFuture<Throwable> broken = new CompletableFuture<>();
    private volatile Echo echo = new Echo("", new CompletableFuture<>());

    RedisLink(
            int number,
            LinkServer server,
            EventExecutor flusher,
            BusChannels channels,
            BusListener listener,
            BusEvents events) {
        this.number = number;
        this.server = server;
        this.speaking = server.speaking();
        this.hearing = server.hearing();
        this.mark = NodeMark.of(server.place());
        this.flusher = flusher;
        this.channels = channels;
        this.listener = listener;
        this.events = events;
    }

    /**
     * The server that a link leads to.
     *
     * @param places tells whether the server is still what the link needs
     */
    record LinkServer(
            RedisPlaces places,
            RedisPlace place,
            StatefulRedisConnection<String, ByteSlice> speaking,
            StatefulRedisPubSubConnection<String, ByteSlice> hearing) {

        CompletionStage<ServerRole> verify(StatefulRedisConnection<String, ByteSlice> connection, Runnable flush) {
            return places.verify(place, connection, flush);
        }
    }

    /** Subscribes to the channels between instances, and completes when the first ping comes back. */
    Mono<Void> open(Duration within) {
        return Mono.defer(() -> {
            speaking.addListener(this);
            hearing.addListener((RedisConnectionStateListener) this);
            if (!speaking.isOpen() || !hearing.isOpen()) {
                return Mono.error(new BrokenLinkException("the connection was closed"));
            }
            hearing.addListener((io.lettuce.core.pubsub.RedisPubSubListener<String, ByteSlice>) this);
            // Many callers write commands; the flusher sends them together.
            speaking.setAutoFlushCommands(false);
            return outcome(server.verify(hearing, () -> {}))
                    .then(Mono.defer(() ->
                            outcome(hearing.async().subscribe(channels.names().heard()))))
                    .timeout(within)
                    .then(ping(within));
        });
    }

    /** Fails when the link is broken or stops answering; never completes. */
    Mono<Void> watch(Duration interval, Duration grace) {
        Mono<Void> pings = Mono.delay(interval).then(ping(grace)).repeat().then();
        return Mono.firstWithSignal(Mono.fromFuture(broken, true).flatMap(Mono::error), pings);
    }

    private Mono<Void> ping(Duration within) {
        return Mono.defer(() -> {
                    CompletableFuture<Void> answer = new CompletableFuture<>();
                    String word = UUID.randomUUID().toString();
                    echo = new Echo(word, answer);
                    return Mono.when(
                            outcome(speak(new Letter(channels.names().self(), ByteSlice.ofText(word))))
                                    .then(Mono.fromFuture(answer, true)),
                            outcome(speak(channels.hello())),
                            outcome(server.verify(speaking, this::flush)));
                })
                .timeout(within)
                .onErrorMap(
                        TimeoutException.class,
                        late -> new BrokenLinkException("no answer within " + within.toMillis() + " ms"));
    }

    /** The last ping, and the future that completes when it comes back. */
    private record Echo(String word, CompletableFuture<Void> answer) {
        void heard(ByteSlice message) {
            if (message.toString().equals(word)) {
                answer.complete(null);
            }
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public CompletionStage<Long> publish(DeviceAddress device, ByteSlice message) {
        return speak(new Letter(device.toString(), mark == null ? message : mark.on(message)));
    }

    @Override
    public CompletionStage<List<Long>> subscribers(List<DeviceAddress> devices) {
        String[] channels = names(devices);
        CompletionStage<List<Long>> answer = speaking.async()
                .pubsubNumsub(channels)
                .thenApply(counts -> devices.stream()
                        .map(device -> counts.getOrDefault(device.toString(), 0L))
                        .toList());
        flush();
        return answer;
    }

    @Override
    public CompletionStage<Void> subscribe(List<DeviceAddress> devices) {
        return hearing.async().subscribe(names(devices));
    }

    @Override
    public CompletionStage<Void> unsubscribe(List<DeviceAddress> devices) {
        return hearing.async().unsubscribe(names(devices));
    }

    @Override
    public CompletionStage<Void> announce(Announcement announcement) {
        return speak(channels.announcement(announcement)).thenAccept(heard -> {});
    }

    @Override
    public CompletionStage<Long> ask(ByteSlice question) {
        return speak(channels.question(question));
    }

    @Override
    public CompletionStage<Long> reply(String instance, ByteSlice answer) {
        return speak(channels.answer(instance, answer));
    }

    @Override
    public CompletionStage<Long> tell(String channel, ByteSlice message) {
        return speak(new Letter(channel, message));
    }

    /** Adds an entry to a stream. The caller must call {@link #flush}. */
    CompletionStage<String> append(StreamSettings stream, Map<String, ByteSlice> entry) {
        return speaking.async()
                .xadd(stream.key(), XAddArgs.Builder.maxlen(stream.length()).approximateTrimming(), entry)
                .whenComplete((id, error) -> {
                    if (error instanceof RedisReadOnlyException || isMoved(error)) {
                        fail(error);
                    }
                });
    }

    /** Returns whether a node of a cluster says that it has lost the slot. */
    private static boolean isMoved(@Nullable Throwable error) {
        return error instanceof RedisCommandExecutionException
                && error.getMessage() != null
                && error.getMessage().startsWith("MOVED ");
    }

    @Override
    public void fail(Throwable why) {
        broken.complete(why);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        fail(new BrokenLinkException("the connection was closed"));
    }

    @Override
    public void message(String channel, ByteSlice message) {
        try {
            MessageKind messageKind = channels.names().kind(channel);
            if (messageKind != null) {
                TrustOutcome outcome = channels.judge(messageKind, channel, message);
                if (!outcome.refused()) {
                    heard(messageKind, message, outcome);
                }
            } else if (channel.equals(channels.names().self())) {
                echo.heard(message);
            } else {
                DeviceAddress device = DeviceAddress.parse(channel);
                if (device != null) {
                    received(device, message);
                }
            }
        } catch (IOException unreadable) {
            events.notUnderstood(channel, unreadable.getMessage());
        } catch (RuntimeException | Error defect) {
            // Other messages must not be affected.
            events.failed(defect);
        }
    }

    private void received(DeviceAddress device, ByteSlice message) {
        ByteSlice sent = mark == null ? message : mark.read(message);
        if (sent == null) {
            events.otherNode(device);
        } else {
            listener.received(this, device, sent);
        }
    }

    private void heard(MessageKind messageKind, ByteSlice message, TrustOutcome outcome) throws IOException {
        switch (messageKind) {
            case ANNOUNCEMENT -> listener.announced(this, channels.readAnnouncement(message));
            case QUESTION -> listener.asked(this, message);
            case ANSWER -> listener.answered(message);
            case HELLO -> {
                String server = channels.readHello(message);
                // Only a signed hello proves that its sender signs.
                if (outcome == TrustOutcome.SIGNED && channels.signs(server)) {
                    // The other instance may have just started, and must learn at once that this one signs too.
                    var unused = speak(channels.hello());
                }
                listener.heard(server);
            }
        }
    }

    private CompletionStage<Long> speak(Letter letter) {
        CompletionStage<Long> answer = speaking.async().publish(letter.channel(), letter.message());
        flush();
        return answer;
    }

    /** Schedules a flush. Commands written until it runs are sent together. */
    void flush() {
        if (flushing.compareAndSet(false, true)) {
            flusher.execute(() -> {
                flushing.set(false);
                speaking.flushCommands();
            });
        }
    }

    private static Mono<Void> outcome(CompletionStage<?> stage) {
        return RedisReply.mono(() -> stage).then();
    }

    private static String[] names(List<DeviceAddress> devices) {
        return devices.stream().map(DeviceAddress::toString).toArray(String[]::new);
    }
}
