package org.oisp.gateway.client;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The source of a device's token. The client asks it before each registration, so a token may be renewed before it expires. */
@FunctionalInterface
public interface TokenSource {

    /**
     * Returns the token to register with.
     *
     * @return the token; after a failure the client tries again with backoff. Must not block the subscriber
     */
    Mono<String> token();

    /**
     * Returns whether there may be another token later. If not, a refused token ends the device; otherwise the client asks the source until
     * it has another token.
     *
     * @return true by default
     */
    default boolean renews() {
        return true;
    }

    /**
     * Creates a source whose token never changes.
     *
     * @param token the token
     * @return its source
     */
    static TokenSource fixed(String token) {
        Mono<String> constant = Mono.just(token);
        return new TokenSource() {
            @Override
            public Mono<String> token() {
                return constant;
            }

            @Override
            public boolean renews() {
                return false;
            }
        };
    }

    /**
     * Creates a source from a call that may block, such as reading a file.
     *
     * @param supplier makes or fetches a token; called on a thread that may block
     * @return its source
     */
    static TokenSource of(Supplier<String> supplier) {
        Mono<String> token = Mono.fromSupplier(supplier).subscribeOn(Schedulers.boundedElastic());
        return () -> token;
    }
}
