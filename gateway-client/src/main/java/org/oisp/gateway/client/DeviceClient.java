package org.oisp.gateway.client;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A device: connects to a gateway, registers, receives its actuations, and reconnects by itself when the connection ends.
 *
 * <pre>{@code
 * GatewayEndpoint gateway = GatewayEndpoint.at(URI.create("ws://127.0.0.1:5000/")).build();
 * DeviceClient device = DeviceClient.of(gateway, "example001", TokenSource.fixed(token), actuation ->
 *         System.out.println(actuation.command() + " " + actuation.params()));
 * device.start();
 * device.connected().block();
 * }</pre>
 *
 * <p><b>Actuations</b> reach the handler one at a time, in the order in which they were sent, on an event loop. The next one follows when
 * the handler's {@code Mono} completes. While more than {@link GatewayEndpoint.Limits#waitingActuations()} wait, the client reads nothing
 * from the socket, pings included. A gateway bounds what it queues for a device that does not read, and then cuts it off: a handler that
 * may take longer than some seconds should have a timeout. If a handler fails, the client logs the error and goes on with the next
 * actuation.
 *
 * <p><b>A device that reports</b> ({@link #reporting}) tells the senders of its actuations what it did, if the gateway grants that, and
 * sends a new token on the open connection before the old one ends, if its source has one.
 *
 * <p><b>Reconnecting</b> depends on the kind of the end, {@link ConnectionEnd.EndKind}, and on {@link Backoff}. A device does not reconnect
 * after another connection of the same device has taken it over.
 *
 * <p>Thread-safe. Uses no thread of its own.
 */
public final class DeviceClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceClient.class);

    private static final String SAME_TOKEN = "the token was refused, and there is no new one yet";

    private static final HandlerResult FAILED = HandlerResult.failed("the device's program failed");

    private final String deviceId;
    private final TokenSource tokens;
    private final Function<Actuation, Mono<HandlerResult>> handler;
    /** The features that it asks for, as a member of its registration; empty for none. */
    private final String featuresMember;

    private final ReconnectingConnection reconnectingConnection;
    private volatile @Nullable String refused;
    private volatile Set<String> granted = Set.of();

    private DeviceClient(
            GatewayEndpoint endpoint,
            String deviceId,
            TokenSource tokens,
            Function<Actuation, Mono<HandlerResult>> handler,
            String featuresMember) {
        this.deviceId = deviceId;
        this.tokens = tokens;
        this.handler = handler;
        this.featuresMember = featuresMember;
        this.reconnectingConnection = new ReconnectingConnection(endpoint, new RegisteringRole());
    }

    /**
     * Creates a device whose handler is synchronous.
     *
     * @param endpoint the gateway
     * @param deviceId the device's id
     * @param tokens the source of its token
     * @param handler called for each actuation on an event loop; must not block
     * @return a device that is not connected yet
     */
    public static DeviceClient of(
            GatewayEndpoint endpoint, String deviceId, TokenSource tokens, Consumer<Actuation> handler) {
        return withFlow(endpoint, deviceId, tokens, actuation -> {
            handler.accept(actuation);
            return Mono.empty();
        });
    }

    /**
     * Creates a device whose handler is asynchronous.
     *
     * @param endpoint the gateway
     * @param deviceId the device's id
     * @param tokens the source of its token
     * @param handler called for each actuation on an event loop; must not block. The next one follows when the returned {@code Mono}
     *     completes
     * @return a device that is not connected yet
     */
    public static DeviceClient withFlow(
            GatewayEndpoint endpoint, String deviceId, TokenSource tokens, Function<Actuation, Mono<Void>> handler) {
        return new DeviceClient(
                endpoint,
                deviceId,
                tokens,
                actuation -> handler.apply(actuation).then(Mono.empty()),
                "");
    }

    /**
     * Creates a device that reports what it does with each actuation, so that senders which ask for that are told. Asks the gateway for the
     * features {@code ack} and, if the source has more than one token, {@code renew}. A gateway that does not know them serves the device as
     * any other; {@link #granted()} tells.
     *
     * @param endpoint the gateway
     * @param deviceId the device's id
     * @param tokens the source of its token
     * @param handler called for each actuation on an event loop; must not block. The report is sent, and the next actuation follows, when
     *     the returned {@code Mono} completes. An empty one is a success; a failed one is logged, and is reported as a failure without its
     *     message
     * @return a device that is not connected yet
     */
    public static DeviceClient reporting(
            GatewayEndpoint endpoint,
            String deviceId,
            TokenSource tokens,
            Function<Actuation, Mono<HandlerResult>> handler) {
        String featuresMember = tokens.renews() ? ",\"features\":[\"ack\",\"renew\"]" : ",\"features\":[\"ack\"]";
        return new DeviceClient(
                endpoint,
                deviceId,
                tokens,
                actuation -> handler.apply(actuation).defaultIfEmpty(HandlerResult.SUCCEEDED),
                featuresMember);
    }

    /**
     * Returns what the gateway has granted this device on its connection, of what it asked for.
     *
     * @return the names of features, such as {@code ack}; empty without a connection
     */
    public Set<String> granted() {
        return granted;
    }

    /**
     * Returns the device's id.
     *
     * @return the id
     */
    public String deviceId() {
        return deviceId;
    }

    /** Begins to connect. Further calls do nothing, also after the end. */
    public void start() {
        reconnectingConnection.start();
    }

    /**
     * Returns the device's current state, then each change, until the end. A slow subscriber misses states, but never the latest. Emits the
     * first state on the subscribing thread and the others on an event loop; subscribers must not block.
     *
     * @return the states; nothing before {@link #start()}. Does not fail
     */
    public Flux<ClientState> states() {
        return reconnectingConnection.states();
    }

    /**
     * Returns the device's current state.
     *
     * @return its state; null before {@link #start()}
     */
    public @Nullable ClientState state() {
        return reconnectingConnection.state();
    }

    /**
     * Waits until the device is registered.
     *
     * @return completes once the device is registered; fails with a {@link GatewayClientException} if it ends before
     */
    public Mono<Void> connected() {
        return StateAwaiter.of(reconnectingConnection.states());
    }

    /**
     * Waits for the end of the device.
     *
     * @return how its last connection ended
     */
    public Mono<ConnectionEnd> ended() {
        return StateAwaiter.end(reconnectingConnection.states());
    }

    /**
     * Cuts the connection without a close, as if the network had failed, and reconnects; for tests and load. Does nothing without a
     * connection.
     *
     * @param within upper bound of the delay before reconnecting, uniformly distributed from zero
     */
    public void cut(Duration within) {
        reconnectingConnection.cut(within);
    }

    /** Closes the connection, if there is one, with 1000, and does not reconnect. Does not block; {@link #ended()} tells the end. */
    @Override
    public void close() {
        reconnectingConnection.close();
    }

    private final class RegisteringRole implements ReconnectingConnection.Role {
        @Override
        public Mono<ReconnectingConnection.Greeting> greeting() {
            return Mono.defer(tokens::token)
                    .onErrorMap(failed -> new GatewayClientException(
                            "no token",
                            ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "no token: " + failed.getMessage())))
                    .map(this::message)
                    .switchIfEmpty(Mono.error(() -> new GatewayClientException(
                            "no token", ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "there is no token"))));
        }

        private ReconnectingConnection.Greeting message(String token) {
            if (token.equals(refused)) {
                throw new GatewayClientException(
                        SAME_TOKEN, ConnectionEnd.of(ConnectionEnd.EndKind.TOKEN_REFUSED, SAME_TOKEN));
            }
            return new ReconnectingConnection.Greeting(registration(token), token);
        }

        private String registration(String token) {
            return "{\"type\":\"device\",\"deviceId\":" + OutgoingText.quoted(deviceId) + ",\"deviceToken\":"
                    + OutgoingText.quoted(token) + featuresMember + "}";
        }

        @Override
        public Mono<ReconnectingConnection.Greeting> renewal() {
            return Mono.defer(tokens::token)
                    .map(this::message)
                    .doOnError(failed -> LOG.warn("device {}: no new token: {}", deviceId, failed.getMessage()));
        }

        @Override
        public void registered(GatewayMessage answer) {
            granted = answer.optIn().features();
        }

        @Override
        public void disconnected(ClientConnection from, ConnectionEnd why) {
            granted = Set.of();
        }

        @Override
        public Mono<Void> received(ClientConnection from, GatewayMessage message) {
            if (message.code() != GatewayMessage.ACTUATION) {
                return Mono.empty();
            }
            return Mono.defer(() -> handler.apply(message.actuation()))
                    .onErrorResume(this::failed)
                    .doOnNext(result -> report(from, message.optIn().id(), result))
                    .then();
        }

        private Mono<HandlerResult> failed(Throwable error) {
            LOG.warn("device {}: an actuation's handler failed", deviceId, error);
            return Mono.just(FAILED);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which ends the connection
        private void report(ClientConnection to, @Nullable String id, HandlerResult result) {
            if (id != null) {
                to.send(OutgoingText.buffer(result.message(id)));
            }
        }

        @Override
        public ConnectionEnd.Return comesBack(
                ConnectionEnd connectionEnd, ReconnectingConnection.@Nullable Greeting greeting) {
            if (connectionEnd.endKind() == ConnectionEnd.EndKind.TOKEN_REFUSED) {
                refused = greeting == null ? refused : greeting.token(); // null: the source had the refused token again
                return tokens.renews() ? ConnectionEnd.Return.WITH_NEW_TOKEN : ConnectionEnd.Return.NEVER;
            }
            return connectionEnd.endKind().comesBack();
        }
    }
}
