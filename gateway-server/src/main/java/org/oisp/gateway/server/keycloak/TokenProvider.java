package org.oisp.gateway.server.keycloak;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.auth.keys.ProviderKeys;
import org.oisp.gateway.auth.keys.TokenKeyEvents;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The configured token provider, if any, with its keys and its HTTP client. */
public final class TokenProvider {

    private final @Nullable RealmKeySource source;
    private final @Nullable ProviderKeys keys;

    public TokenProvider(@Nullable KeycloakSettings realm, KeyFetchSettings fetching, TokenKeyEvents events) {
        this.source = realm == null ? null : new RealmKeySource(realm, fetching);
        this.keys = source == null ? null : new ProviderKeys(source.fetch(), fetching, events, Schedulers.parallel());
    }

    /** Returns the keys; null if no provider is configured. */
    @Nullable
    public ProviderKeys keys() {
        return keys;
    }

    /** Refreshes the keys for as long as it is subscribed. */
    public Flux<Void> run() {
        return keys == null ? Flux.never() : keys.run();
    }

    public Mono<Void> close() {
        return source == null ? Mono.empty() : source.close();
    }
}
