package org.oisp.gateway.server.keycloak;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.auth.keys.KeySet;
import org.oisp.gateway.auth.keys.UnusableKeysException;
import org.oisp.gateway.telemetry.health.FailureDescription;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Fetches a realm's keys over HTTP, on an event loop of its own. Does not trust the server: follows no redirect, and limits the size of
 * an answer.
 */
public final class RealmKeySource {

    private final KeycloakSettings realm;
    private final KeyFetchSettings settings;
    private final LoopResources loops = LoopResources.create("keycloak", 1, true);
    private final HttpClient http;

    /**
     * Creates a source without fetching anything.
     *
     * @param realm the address of the keys
     * @param settings the limits
     */
    public RealmKeySource(KeycloakSettings realm, KeyFetchSettings settings) {
        this.realm = realm;
        this.settings = settings;
        // One connection for each fetch: the next fetch is minutes away.
        this.http = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .followRedirect(false)
                .responseTimeout(settings.timeout())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.timeout().toMillis()))
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON));
    }

    /**
     * Fetches the keys; with {@code DISCOVERY} first the document that names their address.
     *
     * @return the keys, or an error whose message says which address failed and why
     */
    public Mono<KeySet> fetch() {
        return switch (realm.keySourceKind()) {
            case KEYS -> keys(realm.url(), realm.issuer());
            case DISCOVERY ->
                get(realm.url())
                        .<Discovery>handle(
                                (text, sink) -> read(realm.url(), sink, () -> Discovery.read(text, realm.url())))
                        .flatMap(found -> keys(found.keys(), realm.issuer() == null ? found.issuer() : realm.issuer()));
        };
    }

    /**
     * Stops the event loop; a fetch in progress fails.
     *
     * @return completes when the loop has stopped
     */
    public Mono<Void> close() {
        return loops.disposeLater(Duration.ZERO, settings.timeout());
    }

    private Mono<KeySet> keys(URI address, @Nullable String issuer) {
        KeySet.Terms terms = new KeySet.Terms(issuer, realm.audience());
        return get(address)
                .handle((text, sink) -> read(address, sink, () -> KeySet.read(text, terms, settings.maxKeys())));
    }

    private Mono<String> get(URI address) {
        return http.get()
                .uri(address)
                .response((response, body) -> text(response, body))
                .single()
                .onErrorMap(why -> new UnusableKeysException(shown(address) + ": " + words(why)));
    }

    /** Describes a failure. Bytes that are not HTTP fail in Netty's decoder, whose message names only the first rule that was broken. */
    private static String words(Throwable why) {
        boolean undecodable =
                why instanceof IllegalArgumentException || (why instanceof DecoderException && why.getCause() == null);
        return undecodable ? "the server there does not speak HTTP; perhaps TLS" : FailureDescription.of(why);
    }

    private Mono<String> text(HttpClientResponse response, ByteBufFlux body) {
        if (!response.status().equals(HttpResponseStatus.OK)) {
            String location = response.responseHeaders().get(HttpHeaderNames.LOCATION);
            return Mono.error(new UnusableKeysException("answered "
                    + response.status().code()
                    + (location == null ? "" : " (redirects are not followed; it points to " + location + ")")));
        }
        return body.asByteArray()
                .reduceWith(ByteArrayOutputStream::new, this::append)
                .map(all -> all.toString(StandardCharsets.UTF_8));
    }

    private ByteArrayOutputStream append(ByteArrayOutputStream all, byte[] part) {
        if (all.size() + part.length > settings.maxBytes()) {
            throw new IllegalStateException("longer than " + settings.maxBytes() + " bytes");
        }
        all.writeBytes(part);
        return all;
    }

    private static <T> void read(URI address, SynchronousSink<T> sink, ResponseReading<T> responseReading) {
        try {
            sink.next(responseReading.read());
        } catch (UnusableKeysException unusable) {
            sink.error(new UnusableKeysException(shown(address) + ": " + unusable.getMessage()));
        }
    }

    /** Returns the address without user info and query, which may contain secrets. */
    private static String shown(URI address) {
        int port = address.getPort();
        return address.getScheme() + "://" + address.getHost() + (port < 0 ? "" : ":" + port) + address.getRawPath();
    }

    /** Parses a response body. */
    private interface ResponseReading<T> {
        T read() throws UnusableKeysException;
    }
}
