package org.oisp.gateway.client;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** A client's state and its subscribers. A slow subscriber misses states, but never the latest. Thread-safe. */
@SuppressWarnings("CheckReturnValue") // a sink returns itself
final class StateWatchers {

    private final List<FluxSink<ClientState>> watching = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> signals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    /** The latest state that the subscribers received; confined to the thread that drains the signals. */
    private @Nullable ClientState emitted;

    private volatile @Nullable ClientState state;

    @Nullable
    ClientState state() {
        return state;
    }

    Flux<ClientState> states() {
        return Flux.create(
                sink -> {
                    signals.add(() -> open(sink));
                    drain();
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    private void open(FluxSink<ClientState> sink) {
        ClientState now = emitted;
        if (now != null) {
            sink.next(now);
        }
        if (now instanceof ClientState.Ended) {
            sink.complete();
        } else {
            watching.add(sink);
            sink.onDispose(() -> watching.remove(sink));
        }
    }

    void change(ClientState next) {
        synchronized (signals) {
            state = next;
            signals.add(() -> emit(next));
        }
        drain();
    }

    private void emit(ClientState next) {
        emitted = next;
        for (FluxSink<ClientState> sink : watching) {
            sink.next(next);
            if (next instanceof ClientState.Ended) {
                sink.complete();
            }
        }
    }

    /** Runs the signals in order, on one thread at a time and without a lock: a subscriber may wait for another thread. */
    private void drain() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        do {
            Objects.requireNonNull(signals.poll()).run();
        } while (pending.decrementAndGet() != 0);
    }
}
