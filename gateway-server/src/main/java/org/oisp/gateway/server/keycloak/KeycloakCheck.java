package org.oisp.gateway.server.keycloak;

import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.auth.keys.KeySet;
import reactor.core.publisher.Mono;

/** Checks that the token provider publishes keys that tokens can be verified with. */
public final class KeycloakCheck {

    private KeycloakCheck() {}

    /**
     * Fetches the keys as the gateway does.
     *
     * @param realm the address of the keys
     * @param settings the limits
     * @return the number of usable keys, and which keys were left out; fails if there is none
     */
    public static Mono<String> run(KeycloakSettings realm, KeyFetchSettings settings) {
        return Mono.usingWhen(
                        Mono.fromSupplier(() -> new RealmKeySource(realm, settings)),
                        RealmKeySource::fetch,
                        RealmKeySource::close)
                .timeout(settings.timeout())
                .map(KeycloakCheck::words);
    }

    private static String words(KeySet keys) {
        int count = keys.ids().size();
        return (count == 1 ? "1 key" : count + " keys")
                + (keys.leftOut().isEmpty() ? "" : "; left out: " + String.join(", ", keys.leftOut()));
    }
}
