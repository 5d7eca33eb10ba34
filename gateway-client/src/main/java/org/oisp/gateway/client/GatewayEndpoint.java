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
 * Where a gateway is, how to know that it is that one, and how patient to be with it. Immutable and thread-safe; made once, and shared by
 * all clients of that gateway. There is nothing to close: threads are the event loops that it was given.
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
     * The bounds of a client, each with a default.
     *
     * @param connectTimeout time for a TCP connection (10 s)
     * @param registrationTimeout time for a whole attempt: connecting, the handshakes, and a device's 200 (30 s)
     * @param silence how long nothing may come before the client asks by a WebSocket ping; the gateway's own come every 20 s (40 s)
     * @param grace how long the answer may take before the client cuts the connection (10 s)
     * @param maxMessageBytes the longest message that is taken; a longer one ends the connection (1 MiB)
     * @param maxPendingBytes how much may wait to be written to a socket before sending is refused (1 MiB)
     * @param waitingActuations how many actuations may wait for a device's handler before nothing more is read (64)
     * @param backoff how to come back
     */
    public record Limits(
            Duration connectTimeout,
            Duration registrationTimeout,
            Duration silence,
            Duration grace,
            int maxMessageBytes,
            int maxPendingBytes,
            int waitingActuations,
            Backoff backoff) {

        /** The defaults. */
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(40),
                Duration.ofSeconds(10),
                1 << 20,
                1 << 20,
                64,
                Backoff.DEFAULT);

        /** Checks them: each has to be positive. */
        public Limits {
            if (!positive(connectTimeout) || !positive(registrationTimeout) || !positive(silence) || !positive(grace)) {
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
         * The same with another backoff.
         *
         * @param other how to come back
         * @return new limits
         */
        public Limits with(Backoff other) {
            return new Limits(
                    connectTimeout,
                    registrationTimeout,
                    silence,
                    grace,
                    maxMessageBytes,
                    maxPendingBytes,
                    waitingActuations,
                    other);
        }

        /**
         * The same with another patience for a silent gateway.
         *
         * @param silenceBeforePing how long nothing may come before the client asks
         * @param graceForPong how long the answer may take
         * @return new limits
         */
        public Limits withLiveness(Duration silenceBeforePing, Duration graceForPong) {
            return new Limits(
                    connectTimeout,
                    registrationTimeout,
                    silenceBeforePing,
                    graceForPong,
                    maxMessageBytes,
                    maxPendingBytes,
                    waitingActuations,
                    backoff);
        }
    }

    /**
     * Begins with an address.
     *
     * @param url the gateway, {@code ws://host:port/} or {@code wss://host:port/}
     * @return a builder with defaults for all else
     * @throws IllegalArgumentException if it is no such address
     */
    public static Builder at(URI url) {
        return new Builder(url);
    }

    /** Makes an endpoint. */
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
         * Believes the certificates in a file, or those signed by them, and no others. Without it those are believed that the
         * system believes.
         *
         * @param certificates a PEM file
         * @return this builder
         * @throws SSLException if they cannot be used
         * @throws IllegalArgumentException if the file cannot be read, or the address is not {@code wss://}
         */
        public Builder trust(Path certificates) throws SSLException {
            return tls(SslContextBuilder.forClient()
                    .trustManager(certificates.toFile())
                    .build());
        }

        /**
         * Uses this TLS, which may have a certificate of the device's own. The gateway's certificate has to name the host of the
         * address all the same.
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
         * Runs the clients on these event loops. Without it they share Reactor Netty's own.
         *
         * @param resources event loops, to be disposed by whoever made them, once the clients have ended
         * @return this builder
         */
        public Builder eventLoops(LoopResources resources) {
            this.loops = resources;
            return this;
        }

        /**
         * Sets the bounds.
         *
         * @param bounds all of them
         * @return this builder
         */
        public Builder limits(Limits bounds) {
            this.limits = bounds;
            return this;
        }

        /**
         * Makes the endpoint; nothing is connected yet.
         *
         * @return the endpoint
         */
        public GatewayEndpoint build() {
            return new GatewayEndpoint(this);
        }
    }

    /**
     * Where the gateway is.
     *
     * @return its address
     */
    public URI url() {
        return url;
    }

    Limits limits() {
        return limits;
    }

    /** The event loop of one more client. */
    EventLoop nextLoop() {
        return loops.onClient(LoopResources.DEFAULT_NATIVE).next();
    }

    /** Connects, and has the socket talked with; fails if no connection comes to be. */
    Mono<ConnectionEnd> connect(Function<WebsocketInbound, Mono<ConnectionEnd>> talk) {
        return http.websocket(WebsocketClientSpec.builder()
                        .protocols(SUBPROTOCOL)
                        .maxFramePayloadLength(limits.maxMessageBytes())
                        // Answered by the link: a ping is a sign of life.
                        .handlePing(true)
                        .build())
                .uri(url)
                .handle((in, out) -> talk.apply(in))
                .next();
    }
}
