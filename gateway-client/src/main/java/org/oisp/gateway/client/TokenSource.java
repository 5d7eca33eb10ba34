package org.oisp.gateway.client;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where a device has its token from. Asked before each registration, so a token may be renewed before it expires. */
@FunctionalInterface
public interface TokenSource {

    /**
     * The token to register with.
     *
     * @return the token; what fails is tried again by the client's backoff. Must not block whoever subscribes
     */
    Mono<String> token();

    /**
     * Whether there may be another token later. If not, a token that the gateway refuses is the end of the device; else the source is
     * asked until it has one that is not the refused one.
     *
     * @return true unless the source says otherwise
     */
    default boolean renews() {
        return true;
    }

    /**
     * A token that never changes.
     *
     * @param token the token
     * @return its source
     */
    static TokenSource fixed(String token) {
        Mono<String> always = Mono.just(token);
        return new TokenSource() {
            @Override
            public Mono<String> token() {
                return always;
            }

            @Override
            public boolean renews() {
                return false;
            }
        };
    }

    /**
     * A token that is asked for by a call that may block, such as reading a file.
     *
     * @param supplier makes or fetches a token; called on a thread that may wait
     * @return its source
     */
    static TokenSource of(Supplier<String> supplier) {
        Mono<String> asked = Mono.fromSupplier(supplier).subscribeOn(Schedulers.boundedElastic());
        return () -> asked;
    }
}
