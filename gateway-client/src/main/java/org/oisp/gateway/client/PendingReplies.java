package org.oisp.gateway.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A sender's pings that have no answer yet, oldest first. The gateway answers in order, on the connection of the ping. Thread-safe. */
final class PendingReplies implements ReconnectingConnection.Role {

    /** Bounds the memory if a gateway reads and does not answer. */
    static final int MAX = 10_000;

    private final PendingReceipts receipts;
    private final Deque<PendingReply> open = new ArrayDeque<>();

    PendingReplies(PendingReceipts receipts) {
        this.receipts = receipts;
    }

    /** A ping's connection, and the sink that receives the answer. */
    record PendingReply(ClientConnection clientConnection, MonoSink<Void> answer) {}

    /** Adds a ping. Returns false if too many are pending. */
    synchronized boolean add(PendingReply pendingReply) {
        return open.size() < MAX && open.add(pendingReply);
    }

    void fail(PendingReply pendingReply, Throwable why) {
        if (remove(pendingReply)) {
            pendingReply.answer.error(why);
        }
    }

    private synchronized boolean remove(PendingReply pendingReply) {
        return open.remove(pendingReply);
    }

    private synchronized @Nullable PendingReply oldest(ClientConnection clientConnection) {
        for (Iterator<PendingReply> each = open.iterator(); each.hasNext(); ) {
            PendingReply pendingReply = each.next();
            if (pendingReply.clientConnection == clientConnection) {
                each.remove();
                return pendingReply;
            }
        }
        return null;
    }

    @Override
    public Mono<ReconnectingConnection.Greeting> greeting() {
        return Mono.just(ReconnectingConnection.Greeting.NONE);
    }

    @Override
    public Mono<Void> received(ClientConnection from, GatewayMessage message) {
        if (message.code() == GatewayMessage.OUTCOME) {
            receipts.received(message);
            return Mono.empty();
        }
        PendingReply oldest = message.code() == GatewayMessage.PONG ? oldest(from) : null;
        if (oldest != null) {
            oldest.answer.success();
        }
        return Mono.empty();
    }

    @Override
    public void disconnected(ClientConnection from, ConnectionEnd why) {
        receipts.disconnected(from, why);
        List<PendingReply> left = new ArrayList<>();
        for (PendingReply one = oldest(from); one != null; one = oldest(from)) {
            left.add(one);
        }
        left.forEach(one -> one.answer.error(new GatewayClientException("not connected: " + why.describe(), why)));
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
