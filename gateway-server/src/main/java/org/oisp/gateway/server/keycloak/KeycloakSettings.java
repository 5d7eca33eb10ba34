package org.oisp.gateway.server.keycloak;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are good besides those that the public key verifies.
 *
 * @param keySourceKind what is to be found at the address
 * @param url an absolute {@code http} or {@code https} address
 * @param issuer what a token's {@code iss} has to be; null only with {@link KeySourceKind#DISCOVERY}, and then it is the document's
 * @param audience what a token's {@code aud} has to hold
 */
public record KeycloakSettings(
        KeySourceKind keySourceKind, URI url, @Nullable String issuer, String audience) {

    /** What is to be found at an address. */
    public enum KeySourceKind {
        /** The keys themselves, a JSON Web Key Set. */
        KEYS,
        /** An OpenID Connect discovery document, which says where they are and who the issuer is. */
        DISCOVERY
    }
}
