package org.oisp.gateway.server.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/** Redis, as what connects the instances: one link after the other, for as long as it takes. */
public final class RedisBus {

    private final RedisSettings settings;
    private final BusEvents events;
    private final RedisConnections connections;
    private final EventExecutor flusher;
    private final BusChannels channels;
    private final @Nullable ConnectionEventStream stream;
    private final AtomicInteger links = new AtomicInteger();
    private final CompletableFuture<Void> tried = new CompletableFuture<>();
    private volatile @Nullable RedisLink link;

    /**
     * Makes a bus that is connected to nothing yet.
     *
     * @param settings where Redis is
     * @param instance what this instance is called among the others
     * @param server what binding rows call it
     * @param trust signs what is said to the others, and checks what they say
     * @param events told when Redis comes and goes
     * @param presence told of what becomes of the stream
     */
    public RedisBus(
            RedisSettings settings,
            String instance,
            String server,
            ClusterTrust trust,
            BusEvents events,
            PresenceEvents presence) {
        this.settings = settings;
        this.events = events;
        this.connections = new RedisConnections(settings);
        this.flusher = connections.executor();
        this.channels = new BusChannels(settings.bus().prefix(), instance, server, trust, events);
        StreamSettings visits = settings.bus().stream();
        this.stream = visits == null ? null : new ConnectionEventStream(visits, server, () -> link, flusher, presence);
    }

    /**
     * The way to the other instances.
     *
     * @return null while Redis is away
     */
    public @Nullable BusLink link() {
        return link;
    }

    /**
     * Who writes to the stream which devices connect and disconnect.
     *
     * @return one that does nothing if there is no stream
     */
    public ConnectionListener visits() {
        return stream == null ? ConnectionListener.UNTOLD : stream;
    }

    /**
     * How many connects and disconnects wait to be written.
     *
     * @return a number, for a gauge
     */
    public int unwritten() {
        return stream == null ? 0 : stream.waiting();
    }

    /**
     * Waits until those are written, before {@link #run} is cancelled.
     *
     * @param atMost how long
     * @return completes when they are, or cannot be; never fails
     */
    public Mono<Void> settle(Duration atMost) {
        return stream == null ? Mono.empty() : stream.settle(atMost);
    }

    /**
     * Connects, and connects again whenever that breaks, until cancelled. Subscribed once, by whoever puts the gateway together.
     *
     * @param listener told what comes
     * @return never completes and never fails
     */
    public Mono<Void> run(BusListener listener) {
        return Mono.defer(() -> connected(listener))
                .onErrorResume(error -> Mono.fromRunnable(() -> {
                    events.unlinked(settings.where(), FailureDescription.of(error));
                    tried.complete(null);
                }))
                .then(Mono.delay(settings.bus().retry()))
                .repeat()
                .then()
                .doOnCancel(events::left);
    }

    /**
     * Waits for the first attempt to connect. A device that was let in before would have its answer, and the others would not know of
     * it until then.
     *
     * @return completes when there is a link, or Redis is away, or does not answer in time; never fails
     */
    public Mono<Void> tried() {
        return Mono.fromFuture(tried, true).timeout(settings.timeout(), Mono.empty());
    }

    /**
     * Gives everything back; to be called when {@link #run} is cancelled.
     *
     * @return completes when that is done; never fails
     */
    public Mono<Void> close() {
        return connections.close();
    }

    private Mono<Void> connected(BusListener listener) {
        return Mono.usingWhen(
                connections.speaking(),
                speaking -> Mono.usingWhen(
                        connections.hearing(),
                        hearing -> serve(speaking, hearing, listener),
                        hearing -> Mono.fromCompletionStage(hearing::closeAsync)),
                speaking -> Mono.fromCompletionStage(speaking::closeAsync));
    }

    private Mono<Void> serve(
            StatefulRedisConnection<String, ByteSlice> speaking,
            StatefulRedisPubSubConnection<String, ByteSlice> hearing,
            BusListener listener) {
        BusSettings bus = settings.bus();
        RedisLink next = new RedisLink(links.incrementAndGet(), speaking, hearing, flusher, channels, listener, events);
        return next.open(settings.timeout())
                .then(Mono.defer(() -> {
                    link = next;
                    events.linked(settings.where());
                    listener.linked(next);
                    if (stream != null) {
                        stream.wake();
                    }
                    tried.complete(null);
                    return next.watch(bus.pingInterval(), bus.pingGrace());
                }))
                .doFinally(signal -> {
                    if (link == next) {
                        link = null;
                        listener.unlinked(next);
                    }
                });
    }
}
