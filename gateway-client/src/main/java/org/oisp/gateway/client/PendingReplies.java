package org.oisp.gateway.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** A sender's pings that have no answer yet, oldest first. The gateway answers in order, on the connection of the ping. Thread-safe. */
final class PendingReplies {

    /** Bounds the memory if a gateway reads and does not answer. */
    static final int MAX = 10_000;

    private final Deque<PendingReply> open = new ArrayDeque<>();

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

    /** Answers the oldest ping of a connection. Does nothing if it has none. */
    void received(ClientConnection from) {
        PendingReply oldest = oldest(from);
        if (oldest != null) {
            oldest.answer.success();
        }
    }

    /** Fails the pings of a connection that has ended. */
    void disconnected(ClientConnection from, ConnectionEnd why) {
        List<PendingReply> remaining = new ArrayList<>();
        for (PendingReply one = oldest(from); one != null; one = oldest(from)) {
            remaining.add(one);
        }
        remaining.forEach(one -> one.answer.error(new GatewayClientException("not connected: " + why.describe(), why)));
    }
}
