package org.oisp.gateway.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** A client's state and its subscribers. A slow subscriber misses states, but never the latest. Thread-safe. */
@SuppressWarnings("CheckReturnValue") // a sink returns itself
final class StateWatchers {

    private final List<FluxSink<ClientState>> watching = new CopyOnWriteArrayList<>();
    private volatile @Nullable ClientState state;

    @Nullable
    ClientState state() {
        return state;
    }

    Flux<ClientState> states() {
        return Flux.create(
                sink -> {
                    // The lock keeps a change from coming between the first state and the subscription to later ones.
                    synchronized (watching) {
                        ClientState now = state;
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
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    void change(ClientState next) {
        synchronized (watching) {
            state = next;
            for (FluxSink<ClientState> sink : watching) {
                sink.next(next);
                if (next instanceof ClientState.Ended) {
                    sink.complete();
                }
            }
        }
    }
}
