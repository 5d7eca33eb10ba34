package org.oisp.gateway.server.keycloak;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The token provider whose tokens are accepted besides those that the public key verifies.
 *
 * @param keySourceKind the kind of document at the address
 * @param url an absolute {@code http} or {@code https} address
 * @param issuer the required {@code iss} of a token; null only with {@link KeySourceKind#DISCOVERY}, which then uses the document's
 *     issuer
 * @param audience the value that a token's {@code aud} must contain
 */
public record KeycloakSettings(
        KeySourceKind keySourceKind, URI url, @Nullable String issuer, String audience) {

    /** The kind of document at the address. */
    public enum KeySourceKind {
        /** A JSON Web Key Set. */
        KEYS,
        /** An OpenID Connect discovery document, which names the address of the keys and the issuer. */
        DISCOVERY
    }
}
