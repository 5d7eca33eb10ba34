package org.oisp.gateway.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** A client's state, and those who watch it. One that is slow sees the latest state, and not all before it. */
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
                    // The lock keeps a change from coming between the state that is told first and the changes after
                    // it.
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
