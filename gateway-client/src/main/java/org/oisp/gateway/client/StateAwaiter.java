package org.oisp.gateway.client;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for a client to be connected or to end. */
final class StateAwaiter {

    private StateAwaiter() {}

    static Mono<Void> of(Flux<ClientState> states) {
        return states.<ClientState>handle((state, sink) -> {
                    if (state instanceof ClientState.Ended ended) {
                        sink.error(new GatewayClientException(
                                "not connected: " + ended.why().describe(), ended.why()));
                    } else if (state instanceof ClientState.Connected) {
                        sink.next(state);
                    }
                })
                .next()
                .then();
    }

    static Mono<ConnectionEnd> end(Flux<ClientState> states) {
        return states.ofType(ClientState.Ended.class).next().map(ClientState.Ended::why);
    }
}
