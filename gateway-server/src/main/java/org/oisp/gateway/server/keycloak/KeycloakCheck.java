package org.oisp.gateway.server.keycloak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Tries whether the provider of tokens hands out keys. */
public final class KeycloakCheck {

    private static final int OK = 200;

    private final HttpClient http;
    private final JsonMapper json = JsonMapper.builder().build();

    private KeycloakCheck(Duration timeout) {
        http = HttpClient.newConnection().responseTimeout(timeout);
    }

    /**
     * Fetches the keys, and the discovery document before if that is where they are named.
     *
     * @param settings where they are
     * @param timeout how long that may take
     * @return how many there are, in a few words; fails if there is none
     */
    public static Mono<String> run(KeycloakSettings settings, Duration timeout) {
        return new KeycloakCheck(timeout).keys(settings).timeout(timeout);
    }

    private Mono<String> keys(KeycloakSettings settings) {
        Mono<JsonNode> keys = switch (settings.source()) {
            case KEYS -> get(settings.url());
            case DISCOVERY -> get(settings.url()).flatMap(this::named);
        };
        return keys.flatMap(found -> {
            int count = found.path("keys").size();
            return count == 0
                    ? Mono.error(new IllegalStateException("there is no key"))
                    : Mono.just(count == 1 ? "1 key" : count + " keys");
        });
    }

    private Mono<JsonNode> named(JsonNode document) {
        String keys = document.path("jwks_uri").asText();
        return keys.isEmpty()
                ? Mono.error(new IllegalStateException("the document does not say where the keys are (jwks_uri)"))
                : get(URI.create(keys));
    }

    private Mono<JsonNode> get(URI url) {
        return http.get()
                .uri(url)
                .responseSingle((response, body) -> response.status().code() == OK
                        ? body.asString().switchIfEmpty(Mono.just("")).flatMap(this::parse)
                        : Mono.error(new IllegalStateException(
                                "it answered " + response.status().code())));
    }

    private Mono<JsonNode> parse(String text) {
        try {
            return Mono.just(json.readTree(text));
        } catch (JsonProcessingException notJson) {
            return Mono.error(new IllegalStateException("its answer is not JSON", notJson));
        }
    }
}
