package org.oisp.gateway.server.management;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** The requests whose answer waits for the outcome of an actuation, or is being written. Thread-safe. */
final class OutcomeWaits {

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Set<Object> open = ConcurrentHashMap.newKeySet();

    /** Adds a request. */
    void begin(Object request) {
        open.add(request);
    }

    /** Removes a request, if it was added: it is answered, or its client has left. */
    void end(Object request) {
        open.remove(request);
    }

    /** Waits until no request is left. */
    Mono<Void> ended(Duration atMost) {
        return Mono.defer(() -> {
            long until = System.nanoTime() + atMost.toNanos();
            return open.isEmpty()
                    ? Mono.empty()
                    : Mono.delay(LOOK)
                            .repeat(() -> !open.isEmpty() && System.nanoTime() - until < 0)
                            .then();
        });
    }
}
