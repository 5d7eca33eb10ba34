package org.oisp.gateway.server.keycloak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URISyntaxException;
import org.oisp.gateway.auth.keys.UnusableKeysException;

/**
 * The fields of a discovery document (OpenID Connect Discovery 1.0, 3) that are needed to check tokens.
 *
 * @param issuer the required {@code iss} of a token
 * @param keys the address of the JSON Web Key Set
 */
record Discovery(String issuer, URI keys) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Discovery read(String document, URI from) throws UnusableKeysException {
        JsonNode fields;
        try {
            fields = JSON.readTree(document);
        } catch (JsonProcessingException malformed) {
            throw new UnusableKeysException("is not JSON");
        }
        String issuer = fields.path("issuer").asText("");
        if (issuer.isEmpty()) {
            throw new UnusableKeysException("is not a discovery document: it has no issuer");
        }
        return new Discovery(issuer, address(fields.path("jwks_uri").asText(""), from));
    }

    private static URI address(String text, URI from) throws UnusableKeysException {
        URI keys;
        try {
            keys = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new UnusableKeysException("its jwks_uri is not a URL");
        }
        boolean secure = "https".equalsIgnoreCase(keys.getScheme());
        if (keys.getHost() == null || !(secure || "http".equalsIgnoreCase(keys.getScheme()))) {
            throw new UnusableKeysException("its jwks_uri is not an http or https URL");
        }
        if (!secure && "https".equalsIgnoreCase(from.getScheme())) {
            // An attacker on the network path could substitute keys.
            throw new UnusableKeysException("its jwks_uri is not https, though the document itself is");
        }
        return keys;
    }
}
