package org.oisp.gateway.client;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * A gateway's address, with the TLS, limits and event loops of its clients. Immutable and thread-safe; create one and share it among all
 * clients of that gateway. It needs no close: it owns no threads, only uses the given event loops.
 */
public final class GatewayEndpoint {

    private static final int LAST_PORT = 65_535;
    static final String SUBPROTOCOL = "echo-protocol";

    private final URI url;
    private final HttpClient http;
    private final LoopResources loops;
    private final Limits limits;

    private GatewayEndpoint(Builder builder) {
        this.url = builder.url;
        this.limits = builder.limits;
        this.loops = builder.loops == null ? HttpResources.get() : builder.loops;
        HttpClient plain = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .disableRetry(true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connectTimeout().toMillis())
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(limits.maxPendingBytes() / 2, limits.maxPendingBytes()));
        SslContext tls = builder.tls;
        this.http = tls == null ? plain : plain.secure(spec -> spec.sslContext(tls));
    }

    /**
     * When a silent gateway counts as gone.
     *
     * @param silence how long the gateway may be silent before the client sends a WebSocket ping (40 s); the gateway pings every 20 s
     * @param grace how long the answer may take before the client cuts the connection (10 s)
     */
    public record Liveness(Duration silence, Duration grace) {}

    /**
     * The limits of a client, with their defaults.
     *
     * @param connectTimeout timeout of the TCP connection (10 s)
     * @param registrationTimeout timeout of a whole attempt: connecting, the handshakes, and a device's 200 (30 s)
     * @param liveness when a silent gateway counts as gone
     * @param maxMessageBytes the longest message accepted; a longer one ends the connection (1 MiB)
     * @param maxPendingBytes how many bytes may wait to be written to a socket before sending fails (1 MiB)
     * @param waitingActuations how many actuations may wait for a device's handler before the client stops reading (64)
     * @param backoff the waits before reconnecting
     */
    public record Limits(
            Duration connectTimeout,
            Duration registrationTimeout,
            Liveness liveness,
            int maxMessageBytes,
            int maxPendingBytes,
            int waitingActuations,
            Backoff backoff) {

        /** The default limits. */
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                new Liveness(Duration.ofSeconds(40), Duration.ofSeconds(10)),
                1 << 20,
                1 << 20,
                64,
                Backoff.DEFAULT);

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException if a limit is not positive, or {@code maxPendingBytes} is less than 2
         */
        public Limits {
            if (!positive(connectTimeout)
                    || !positive(registrationTimeout)
                    || !positive(liveness.silence())
                    || !positive(liveness.grace())) {
                throw new IllegalArgumentException("a time has to be positive");
            }
            if (maxMessageBytes < 1 || maxPendingBytes < 2 || waitingActuations < 1) {
                throw new IllegalArgumentException("a bound has to be positive");
            }
        }

        private static boolean positive(Duration time) {
            return !time.isNegative() && !time.isZero();
        }

        /**
         * Returns a copy with another backoff.
         *
         * @param other the waits before reconnecting
         * @return new limits
         */
        public Limits with(Backoff other) {
            return new Limits(
                    connectTimeout,
                    registrationTimeout,
                    liveness,
                    maxMessageBytes,
                    maxPendingBytes,
                    waitingActuations,
                    other);
        }

        /**
         * Returns a copy with other limits for a silent gateway.
         *
         * @param silenceBeforePing how long the gateway may be silent before the client sends a ping
         * @param graceForPong how long the answer may take
         * @return new limits
         */
        public Limits withLiveness(Duration silenceBeforePing, Duration graceForPong) {
            return new Limits(
                    connectTimeout,
                    registrationTimeout,
                    new Liveness(silenceBeforePing, graceForPong),
                    maxMessageBytes,
                    maxPendingBytes,
                    waitingActuations,
                    backoff);
        }
    }

    /**
     * Creates a builder with defaults for all but the address.
     *
     * @param url the gateway, {@code ws://host:port/} or {@code wss://host:port/}
     * @return the builder
     * @throws IllegalArgumentException if the address has another form
     */
    public static Builder at(URI url) {
        return new Builder(url);
    }

    /** Builds an endpoint. */
    public static final class Builder {
        private final URI url;
        private @Nullable SslContext tls;
        private @Nullable LoopResources loops;
        private Limits limits = Limits.DEFAULT;

        private Builder(URI url) {
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("ws") || scheme.equals("wss")) || url.getHost() == null || url.getPort() > LAST_PORT) {
                throw new IllegalArgumentException(url + " is no address of a gateway, such as ws://127.0.0.1:5000/");
            }
            this.url = url;
        }

        /**
         * Trusts the certificates in a file, or those signed by them, and no others. The default is the system's trust store.
         *
         * @param certificates a PEM file
         * @return this builder
         * @throws SSLException if the certificates cannot be used
         * @throws IllegalArgumentException if the file cannot be read, or the address is not {@code wss://}
         */
        public Builder trust(Path certificates) throws SSLException {
            return tls(SslContextBuilder.forClient()
                    .trustManager(certificates.toFile())
                    .build());
        }

        /**
         * Uses this TLS context, which may contain a client certificate. The gateway's certificate must still match the host of the
         * address.
         *
         * @param context made by {@link SslContextBuilder#forClient()}
         * @return this builder
         * @throws IllegalArgumentException if the address is not {@code wss://}
         */
        public Builder tls(SslContext context) {
            if (!"wss".equalsIgnoreCase(url.getScheme())) {
                throw new IllegalArgumentException("TLS is for a gateway at wss://, not for " + url);
            }
            this.tls = context;
            return this;
        }

        /**
         * Runs the clients on these event loops. The default is Reactor Netty's shared ones.
         *
         * @param resources event loops, which the caller disposes after the clients have ended
         * @return this builder
         */
        public Builder eventLoops(LoopResources resources) {
            this.loops = resources;
            return this;
        }

        /**
         * Sets the limits.
         *
         * @param bounds all of them
         * @return this builder
         */
        public Builder limits(Limits bounds) {
            this.limits = bounds;
            return this;
        }

        /**
         * Builds the endpoint. Connects nothing.
         *
         * @return the endpoint
         */
        public GatewayEndpoint build() {
            return new GatewayEndpoint(this);
        }
    }

    /**
     * Returns the gateway's address.
     *
     * @return its address
     */
    public URI url() {
        return url;
    }

    Limits limits() {
        return limits;
    }

    /** Returns the event loop for one more client. */
    EventLoop nextLoop() {
        return loops.onClient(LoopResources.DEFAULT_NATIVE).next();
    }

    /** Connects and runs {@code talk} on the connection. Fails if there is no connection. */
    Mono<ConnectionEnd> connect(Function<WebsocketInbound, Mono<ConnectionEnd>> talk) {
        return http.websocket(WebsocketClientSpec.builder()
                        .protocols(SUBPROTOCOL)
                        .maxFramePayloadLength(limits.maxMessageBytes())
                        // ClientConnection answers pings, because each one shows that the gateway is alive.
                        .handlePing(true)
                        .build())
                .uri(url)
                .handle((in, out) -> talk.apply(in))
                .next();
    }
}
