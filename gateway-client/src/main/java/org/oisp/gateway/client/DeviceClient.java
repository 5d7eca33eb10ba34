package org.oisp.gateway.client;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A device: connects to a gateway, registers, is handed its actuations, and comes back by itself when the connection ends.
 *
 * <pre>{@code
 * GatewayEndpoint gateway = GatewayEndpoint.at(URI.create("ws://127.0.0.1:5000/")).build();
 * DeviceClient device = DeviceClient.of(gateway, "example001", TokenSource.fixed(token), actuation ->
 *         System.out.println(actuation.command() + " " + actuation.params()));
 * device.start();
 * device.connected().block();
 * }</pre>
 *
 * <p><b>Actuations</b> come to the handler one at a time, in the order in which they were sent, on an event loop. The next one comes when
 * the handler's {@code Mono} is complete; past {@link GatewayEndpoint.Limits#waitingActuations()} that wait, nothing more is read
 * from the socket, pings included. A gateway bounds what it keeps for a device that does not read, and then cuts it off: a handler
 * that may take longer than some seconds should have a timeout. A handler that fails is logged, and the next actuation comes.
 *
 * <p><b>Coming back</b> is by the kind of ending, {@link ConnectionEnd.EndKind}, and by {@link Backoff}. A device that is taken over by another
 * connection of the same device stays away.
 *
 * <p>Thread-safe. Costs no thread of its own.
 */
public final class DeviceClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceClient.class);

    private final String deviceId;
    private final TokenSource tokens;
    private final Function<Actuation, Mono<Void>> handler;
    private final ReconnectingConnection reconnectingConnection;
    private volatile @Nullable String refused;

    private DeviceClient(
            GatewayEndpoint endpoint, String deviceId, TokenSource tokens, Function<Actuation, Mono<Void>> handler) {
        this.deviceId = deviceId;
        this.tokens = tokens;
        this.handler = handler;
        this.reconnectingConnection = new ReconnectingConnection(endpoint, new RegisteringRole());
    }

    /**
     * Makes a device whose handler is a call.
     *
     * @param endpoint the gateway
     * @param deviceId the device's id
     * @param tokens where its token is from
     * @param handler called for each actuation on an event loop; must not block
     * @return a device that is not connected yet
     */
    public static DeviceClient of(
            GatewayEndpoint endpoint, String deviceId, TokenSource tokens, Consumer<Actuation> handler) {
        return new DeviceClient(endpoint, deviceId, tokens, actuation -> {
            handler.accept(actuation);
            return Mono.empty();
        });
    }

    /**
     * Makes a device whose handler takes its time.
     *
     * @param endpoint the gateway
     * @param deviceId the device's id
     * @param tokens where its token is from
     * @param handler called for each actuation on an event loop; the next one comes when what it returns is complete
     * @return a device that is not connected yet
     */
    public static DeviceClient withFlow(
            GatewayEndpoint endpoint, String deviceId, TokenSource tokens, Function<Actuation, Mono<Void>> handler) {
        return new DeviceClient(endpoint, deviceId, tokens, handler);
    }

    /**
     * The device's id.
     *
     * @return the id
     */
    public String deviceId() {
        return deviceId;
    }

    /** Begins to connect. Once is enough; a device that has ended stays so. */
    public void start() {
        reconnectingConnection.start();
    }

    /**
     * What the device is doing: the state now, then each change, until it has ended. An observer that is slow misses states, but never
     * the latest. Called on an event loop: must not block.
     *
     * @return the states; nothing before {@link #start()}. Does not fail
     */
    public Flux<ClientState> states() {
        return reconnectingConnection.states();
    }

    /**
     * What the device is doing now.
     *
     * @return its state; null before {@link #start()}
     */
    public @Nullable ClientState state() {
        return reconnectingConnection.state();
    }

    /**
     * Waits until the device is registered.
     *
     * @return completes at once if it is, or as soon as it is; fails with a {@link GatewayClientException} if it ends before
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
     * Cuts the connection without a close, as if the network had failed, and comes back: for tests and for load. Does nothing if there
     * is no connection.
     *
     * @param within comes back after a time between nothing and this, evenly distributed
     */
    public void cut(Duration within) {
        reconnectingConnection.cut(within);
    }

    /** Closes the connection, if there is one, with 1000, and stays away. Does not wait: {@link #ended()} tells. */
    @Override
    public void close() {
        reconnectingConnection.close();
    }

    private final class RegisteringRole implements ReconnectingConnection.Role {
        @Override
        public Mono<ReconnectingConnection.Greeting> greeting() {
            return tokens.token()
                    .onErrorMap(failed -> new GatewayClientException(
                            "no token",
                            ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "no token: " + failed.getMessage())))
                    .map(this::message)
                    .switchIfEmpty(Mono.error(() -> new GatewayClientException(
                            "no token", ConnectionEnd.of(ConnectionEnd.EndKind.NO_TOKEN, "there is no token"))));
        }

        private ReconnectingConnection.Greeting message(String with) {
            if (with.equals(refused)) {
                throw new GatewayClientException(
                        "the same token",
                        ConnectionEnd.of(
                                ConnectionEnd.EndKind.TOKEN_REFUSED,
                                "the token was refused, and there is no other yet"));
            }
            return new ReconnectingConnection.Greeting(
                    "{\"type\":\"device\",\"deviceId\":" + OutgoingText.quoted(deviceId) + ",\"deviceToken\":"
                            + OutgoingText.quoted(with) + "}",
                    with);
        }

        @Override
        public Mono<Void> received(ClientConnection from, GatewayMessage message) {
            if (message.code() != GatewayMessage.ACTUATION) {
                return Mono.empty();
            }
            try {
                return handler.apply(message.actuation()).onErrorResume(this::failed);
            } catch (RuntimeException failed) {
                return failed(failed);
            }
        }

        private Mono<Void> failed(Throwable error) {
            LOG.warn("device {}: an actuation's handler failed", deviceId, error);
            return Mono.empty();
        }

        @Override
        public ConnectionEnd.Return comesBack(
                ConnectionEnd connectionEnd, ReconnectingConnection.@Nullable Greeting greeting) {
            if (connectionEnd.endKind() == ConnectionEnd.EndKind.TOKEN_REFUSED) {
                // That there is no other yet is said before there is a greeting.
                refused = greeting == null ? refused : greeting.token();
                return tokens.renews() ? ConnectionEnd.Return.WITH_NEW_TOKEN : ConnectionEnd.Return.NEVER;
            }
            return connectionEnd.endKind().comesBack();
        }
    }
}
