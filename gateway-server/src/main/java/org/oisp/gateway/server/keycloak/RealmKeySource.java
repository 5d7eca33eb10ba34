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
 * Fetches a realm's keys over HTTP. What is at the other end is not trusted to be what it should be: it follows no redirect, and
 * reads no more than it may. On an event loop of its own.
 */
public final class RealmKeySource {

    private final KeycloakSettings realm;
    private final KeyFetchSettings settings;
    private final LoopResources loops = LoopResources.create("keycloak", 1, true);
    private final HttpClient http;

    /**
     * Makes a source; nothing is fetched yet.
     *
     * @param realm where the keys are
     * @param settings the bounds
     */
    public RealmKeySource(KeycloakSettings realm, KeyFetchSettings settings) {
        this.realm = realm;
        this.settings = settings;
        // A connection a fetch: the next one is minutes away.
        this.http = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .followRedirect(false)
                .responseTimeout(settings.timeout())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.timeout().toMillis()))
                .headers(headers -> headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON));
    }

    /**
     * Fetches the keys, and before them the document that says where they are if it is that one's address which is known.
     *
     * @return the keys, or an error whose message says in words what is wrong where
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
     * Gives the event loop back; a fetch that is under way fails.
     *
     * @return completes when that is done
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

    /** What is no HTTP fails in Netty's decoder, which names the rule that was broken first. */
    private static String words(Throwable why) {
        boolean undecodable =
                why instanceof IllegalArgumentException || (why instanceof DecoderException && why.getCause() == null);
        return undecodable ? "what answers there speaks no HTTP; perhaps TLS" : FailureDescription.of(why);
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

    /** Without what may be a secret in it. */
    private static String shown(URI address) {
        int port = address.getPort();
        return address.getScheme() + "://" + address.getHost() + (port < 0 ? "" : ":" + port) + address.getRawPath();
    }

    /** A document made into what it says. */
    private interface ResponseReading<T> {
        T read() throws UnusableKeysException;
    }
}
