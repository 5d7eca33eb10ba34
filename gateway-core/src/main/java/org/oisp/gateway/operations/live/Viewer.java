package org.oisp.gateway.operations.live;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.ByteSlice;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;

/**
 * One viewer's seat. Events are not queued for it: each is written to its connection at once, or lost. The public methods are
 * thread-safe; the others are confined to the feed's thread. The feed serves its viewers, and a viewer leaves its feed: that is why the two and
 * the table of viewers know each other.
 */
public final class Viewer {

    private final LiveFeed feed;
    private final String network;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private BooleanSupplier takesMore = () -> true;
    private Runnable cut = () -> {};
    private @Nullable FluxSink<ByteSlice> sink;
    private boolean stalled;
    private long stalledNanos;

    Viewer(LiveFeed feed, String network) {
        this.feed = feed;
        this.network = network;
    }

    String network() {
        return network;
    }

    /**
     * Returns the viewer's events: first the current state, then what happens.
     *
     * @param canTakeMore whether all data sent so far is written; called on any thread
     * @param connectionCut closes its connection and discards unwritten data; called on any thread
     * @return events of a {@code text/event-stream}, for one subscriber; completes when the gateway stops
     */
    public Flux<ByteSlice> events(BooleanSupplier canTakeMore, Runnable connectionCut) {
        Flux<ByteSlice> shown = Flux.create(
                subscriber -> {
                    takesMore = canTakeMore;
                    cut = connectionCut;
                    sink = subscriber;
                    var unused = subscriber.onDispose(this::leave);
                    feed.open(this);
                },
                // Only a viewer's first events may wait here.
                OverflowStrategy.BUFFER);
        return shown.mergeWith(Mono.fromFuture(opened, true).then(Mono.defer(feed::clusterEvent)));
    }

    /** Ends the viewer, also one that never subscribed, and frees its seat. */
    public void leave() {
        if (ended.compareAndSet(false, true)) {
            feed.remove(this, ViewerEnd.LEFT);
        }
    }

    boolean isLeft() {
        return ended.get();
    }

    /** Sends the first events, whether or not the connection can take them. */
    void open(ByteSlice... events) {
        if (sink != null) {
            for (ByteSlice event : events) {
                var unused = sink.next(event);
            }
        }
        opened.complete(null);
    }

    /** Sends an event; returns false if the connection cannot take it and the event is lost. */
    boolean show(ByteSlice event, long now) {
        if (sink == null || sink.isCancelled()) {
            return true;
        }
        if (sink.requestedFromDownstream() > 0 && takesMore.getAsBoolean()) {
            stalled = false;
            var unused = sink.next(event);
            return true;
        }
        if (!stalled) {
            stalled = true;
            stalledNanos = now;
        }
        return false;
    }

    /** Returns whether the viewer has taken nothing for that long. */
    boolean isStalled(long now, long stallTimeoutNanos) {
        return stalled && now - stalledNanos >= stallTimeoutNanos;
    }

    /** Completes the viewer's stream after what was sent. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            feed.remove(this, ViewerEnd.STOPPED);
        }
        opened.complete(null);
        if (sink != null) {
            sink.complete();
        }
    }

    /** Sends a last event and completes the stream, because another viewer got the seat. Cuts a viewer that does not read. */
    void displace(ByteSlice farewell) {
        if (ended.compareAndSet(false, true)) {
            feed.remove(this, ViewerEnd.DISPLACED);
        }
        opened.complete(null);
        if (sink == null || !takesMore.getAsBoolean()) {
            cut.run();
            return;
        }
        var unused = sink.next(farewell);
        sink.complete();
    }

    /** Closes the viewer's connection because it does not read. */
    void cut() {
        if (ended.compareAndSet(false, true)) {
            feed.remove(this, ViewerEnd.CUT);
        }
        cut.run();
    }
}
