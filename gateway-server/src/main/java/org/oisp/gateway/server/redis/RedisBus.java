package org.oisp.gateway.server.redis;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.server.redis.RedisLink.LinkServer;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;

/** The Redis bus between the instances. Opens one link after another until cancelled. Thread-safe. */
public final class RedisBus {

    private final RedisSettings settings;
    private final BusEvents events;
    private final RedisConnections connections;
    private final RedisPlaces places;
    private final EventExecutor flusher;
    private final Function<RedisPlace, BusChannels> channels;
    private final @Nullable ConnectionEventStream stream;
    private final AtomicInteger links = new AtomicInteger();
    private final CompletableFuture<Void> tried = new CompletableFuture<>();
    private volatile @Nullable RedisLink link;
    /** Where the current attempt leads. */
    private volatile String where;

    /**
     * Creates a bus without a connection.
     *
     * @param settings how to connect to Redis
     * @param instance the id of this instance among the others
     * @param server the address of this instance in binding rows
     * @param trust signs messages to other instances and verifies theirs
     * @param events receives the state of the link
     * @param presence receives the outcome of stream writes
     */
    public RedisBus(
            RedisSettings settings,
            String instance,
            String server,
            ClusterTrust trust,
            BusEvents events,
            PresenceEvents presence) {
        this.settings = settings;
        this.where = settings.where();
        this.events = events;
        this.connections = new RedisConnections(settings);
        this.places = RedisPlacesFactory.of(settings, connections);
        this.flusher = connections.executor();
        this.channels =
                place -> new BusChannels(place.channelPrefix(settings.bus().prefix()), instance, server, trust, events);
        StreamSettings streamSettings = settings.bus().stream();
        this.stream = streamSettings == null
                ? null
                : new ConnectionEventStream(streamSettings, server, () -> link, flusher, presence);
    }

    /**
     * Returns the current link to the other instances.
     *
     * @return null while Redis is unavailable
     */
    public @Nullable BusLink link() {
        return link;
    }

    /**
     * Returns the listener that writes connects and disconnects to the stream.
     *
     * @return a listener that does nothing if there is no stream
     */
    public ConnectionListener connectionListener() {
        return stream == null ? ConnectionListener.NONE : stream;
    }

    /**
     * Returns the number of connects and disconnects that wait to be written.
     *
     * @return the current number, for a gauge
     */
    public int unwritten() {
        return stream == null ? 0 : stream.waiting();
    }

    /**
     * Waits until the waiting connects and disconnects are written. Call before {@link #run} is cancelled.
     *
     * @param atMost maximum wait
     * @return completes when they are written, cannot be, or the time is up; never fails
     */
    public Mono<Void> settle(Duration atMost) {
        return stream == null ? Mono.empty() : stream.settle(atMost);
    }

    /**
     * Connects, and reconnects after each failure, until cancelled. Subscribe only once.
     *
     * @param listener receives messages and link changes
     * @return never completes and never fails
     */
    public Mono<Void> run(BusListener listener) {
        return Mono.defer(() -> linked(listener))
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .flatMap(error -> {
                    events.unlinked(where, FailureDescription.of(error));
                    tried.complete(null);
                    // Whoever knows that the master is another knows which.
                    return error instanceof LeftPlaceException
                            ? Mono.<Long>empty()
                            : Mono.delay(settings.bus().link().retry());
                })
                .repeat()
                .then()
                .doOnCancel(events::disconnected);
    }

    /**
     * Waits for the first connection attempt. A device admitted earlier would be answered before other instances could know of it.
     *
     * @return completes when there is a link, or Redis is unavailable or too slow; never fails
     */
    public Mono<Void> tried() {
        return Mono.fromFuture(tried, true).timeout(settings.timeout(), Mono.empty());
    }

    /**
     * Closes the Redis client; call when {@link #run} is cancelled.
     *
     * @return completes when closed; never fails
     */
    public Mono<Void> close() {
        return connections.close();
    }

    private Mono<Void> linked(BusListener listener) {
        where = settings.where();
        return places.find().flatMap(found -> {
            RedisPlace place = found.place();
            where = place.where();
            Mono<Void> served = connections.with(places, place, server -> serve(server, listener));
            return Mono.firstWithSignal(served, places.left(place));
        });
    }

    private Mono<Void> serve(LinkServer server, BusListener listener) {
        BusSettings bus = settings.bus();
        RedisLink next = new RedisLink(
                links.incrementAndGet(), server, flusher, channels.apply(server.place()), listener, events);
        return next.open(settings.timeout())
                .then(Mono.defer(() -> {
                    link = next;
                    events.linked(
                            server.place().where(), !server.place().reason().isEmpty());
                    listener.linked(next);
                    if (stream != null) {
                        stream.wake();
                    }
                    tried.complete(null);
                    return next.watch(bus.link().pingInterval(), bus.link().pingGrace());
                }))
                .doFinally(signal -> {
                    if (link == next) {
                        link = null;
                        listener.unlinked(next);
                    }
                });
    }
}
