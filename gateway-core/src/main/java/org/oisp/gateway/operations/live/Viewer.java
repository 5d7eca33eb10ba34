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
 * A place for one viewer. What it is shown is not kept for it: it is written to its connection, or lost. Thread-safe as far as it is
 * public; the rest is for the feed's thread.
 */
public final class Viewer {

    private final LiveFeed feed;
    private final String network;
    private final AtomicBoolean left = new AtomicBoolean();
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
     * What the viewer is shown: first all that there is, then what happens.
     *
     * @param canTakeMore whether what it was sent is written; called by any thread
     * @param connectionCut ends its connection, whatever is not written; called by any thread
     * @return events of a {@code text/event-stream}, one each; for one subscriber; ends when the gateway stops
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
                // Only what a viewer is shown at first may wait here.
                OverflowStrategy.BUFFER);
        return shown.mergeWith(Mono.fromFuture(opened, true).then(Mono.defer(feed::clusterEvent)));
    }

    /** The viewer is gone, or never came. The seat is another's from now on. */
    public void leave() {
        if (left.compareAndSet(false, true)) {
            feed.left(this, ViewerEnd.LEFT);
        }
    }

    boolean isLeft() {
        return left.get();
    }

    /** Shows it what it is shown at first, whatever it takes. */
    void open(ByteSlice... events) {
        if (sink != null) {
            for (ByteSlice event : events) {
                var unused = sink.next(event);
            }
        }
        opened.complete(null);
    }

    /** Shows it an event; returns whether it takes it. */
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

    /** Whether it has taken nothing for so long. */
    boolean isStalled(long now, long patienceNanos) {
        return stalled && now - stalledNanos >= patienceNanos;
    }

    /** Ends what it is shown, in order. */
    void end() {
        if (left.compareAndSet(false, true)) {
            feed.left(this, ViewerEnd.STOPPED);
        }
        opened.complete(null);
        if (sink != null) {
            sink.complete();
        }
    }

    /** Tells it last that its seat is another's; one that does not read is cut. */
    void displace(ByteSlice farewell) {
        if (left.compareAndSet(false, true)) {
            feed.left(this, ViewerEnd.DISPLACED);
        }
        opened.complete(null);
        if (sink == null || !takesMore.getAsBoolean()) {
            cut.run();
            return;
        }
        var unused = sink.next(farewell);
        sink.complete();
    }

    /** Ends its connection, since it does not read. */
    void cut() {
        if (left.compareAndSet(false, true)) {
            feed.left(this, ViewerEnd.CUT);
        }
        cut.run();
    }
}
