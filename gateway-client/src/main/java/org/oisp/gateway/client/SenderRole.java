package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What a sender's connection does: it sends no first message, and passes answers to what waits for them. */
final class SenderRole implements ReconnectingConnection.Role {

    private final PendingReplies pendingReplies;
    private final PendingReceipts pendingReceipts;

    SenderRole(PendingReplies pendingReplies, PendingReceipts pendingReceipts) {
        this.pendingReplies = pendingReplies;
        this.pendingReceipts = pendingReceipts;
    }

    @Override
    public Mono<ReconnectingConnection.Greeting> greeting() {
        return Mono.just(ReconnectingConnection.Greeting.NONE);
    }

    @Override
    public Mono<Void> received(ClientConnection from, GatewayMessage message) {
        if (message.code() == GatewayMessage.OUTCOME) {
            pendingReceipts.received(message);
        } else if (message.code() == GatewayMessage.PONG) {
            pendingReplies.received(from);
        }
        return Mono.empty();
    }

    @Override
    public void disconnected(ClientConnection from, ConnectionEnd why) {
        pendingReceipts.disconnected(from, why);
        pendingReplies.disconnected(from, why);
    }

    @Override
    public ConnectionEnd.Return comesBack(
            ConnectionEnd connectionEnd, ReconnectingConnection.@Nullable Greeting greeting) {
        // The gateway rejected one message; the next one may be valid.
        return connectionEnd.endKind().comesBack() == ConnectionEnd.Return.NEVER
                ? ConnectionEnd.Return.WITH_BACKOFF
                : connectionEnd.endKind().comesBack();
    }
}
