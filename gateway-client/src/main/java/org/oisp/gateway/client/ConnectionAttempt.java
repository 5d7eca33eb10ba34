package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One attempt to connect, and the connection that results. Passes itself with each event, so that the client can ignore events of attempts
 * that have ended: that is why the two know each other.
 */
final class ConnectionAttempt implements ClientConnection.ConnectionOwner {

    private final ReconnectingConnection client;
    private final ReconnectingConnection.Role role;
    /** The greeting that was sent last, or is about to be sent. */
    private volatile ReconnectingConnection.@Nullable Greeting greeting;

    ConnectionAttempt(ReconnectingConnection client, ReconnectingConnection.Role role) {
        this.client = client;
        this.role = role;
    }

    /** Obtains the greeting, connects and sends it. Emits how the connection ended. */
    Mono<ConnectionEnd> run(GatewayEndpoint endpoint) {
        return role.greeting().flatMap(first -> {
            greeting = first;
            return ClientConnection.run(endpoint, this);
        });
    }

    /** Returns the greeting that was sent last; null until there is one. */
    ReconnectingConnection.@Nullable Greeting greeting() {
        return greeting;
    }

    @Override
    public void opened(ClientConnection clientConnection) {
        client.opened(this, clientConnection);
        ReconnectingConnection.Greeting first = greeting;
        if (first == null || first.text().isEmpty()) {
            registered(clientConnection);
        } else {
            clientConnection.send(OutgoingText.buffer(first.text())).addListener(sent -> {
                if (!sent.isSuccess()) {
                    clientConnection.cut(FailureMessages.cut(sent.cause()));
                }
            });
        }
    }

    private void registered(ClientConnection clientConnection) {
        clientConnection.registered();
        client.connected(this);
    }

    @Override
    public Mono<Void> received(ClientConnection clientConnection, byte[] text) {
        GatewayMessage message = GatewayMessage.read(text);
        if (message == null) {
            return Mono.empty();
        }
        switch (message.code()) {
            case GatewayMessage.ACTUATION, GatewayMessage.PONG, GatewayMessage.OUTCOME -> {
                return role.received(clientConnection, message);
            }
            case GatewayMessage.REGISTERED -> {
                role.registered(message);
                registered(clientConnection);
            }
            case GatewayMessage.RENEWAL -> client.runUntilEnd(renewal(clientConnection));
            default -> {
                // A newer gateway may have other messages, which say nothing of a registration.
                if (message.isRefusal()) {
                    clientConnection.refused(message.text() == null ? "code " + message.code() : message.text());
                }
            }
        }
        return Mono.empty();
    }

    /** Registers again if there is another token. Actuations do not wait for that. */
    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which ends the connection
    private Mono<ReconnectingConnection.Greeting> renewal(ClientConnection clientConnection) {
        ReconnectingConnection.Greeting before = greeting;
        return role.renewal().filter(next -> !next.equals(before)).doOnNext(next -> {
            greeting = next;
            clientConnection.send(OutgoingText.buffer(next.text()));
        });
    }
}
