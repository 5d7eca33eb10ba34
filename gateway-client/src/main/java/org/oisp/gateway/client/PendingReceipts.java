package org.oisp.gateway.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import reactor.core.publisher.MonoSink;

/** A sender's actuations whose outcome it waits for, by id. Thread-safe. */
final class PendingReceipts {

    /** Bounds the memory if a gateway reads and does not answer. */
    static final int MOST = 10_000;

    /** How long the gateway's answer may take beyond the timeout that it was given. */
    private static final Duration LEEWAY = Duration.ofSeconds(2);

    private final ConcurrentMap<String, PendingReceipt> open = new ConcurrentHashMap<>();

    /** An actuation's connection, and the sink that receives the outcome. */
    record PendingReceipt(ClientConnection connection, MonoSink<ActuationResult> outcome) {}

    /** Adds an actuation before it is sent. Returns why it must not be sent; empty text if it may be. */
    String add(ReceiptOptions options, PendingReceipt pending) {
        if (open.size() >= MOST) {
            return MOST + " actuations wait for their outcome already";
        }
        if (open.putIfAbsent(options.id(), pending) != null) {
            return "an actuation with the id " + options.id() + " waits for its outcome already";
        }
        Future<?> deadline = pending.connection()
                .later(
                        () -> fail(
                                options.id(),
                                pending,
                                new OutcomeUnknownException(
                                        "the gateway has not said in time what became of it; one without receipts never does",
                                        null)),
                        options.timeout().plus(LEEWAY));
        MonoSink<ActuationResult> unused = pending.outcome().onDispose(() -> {
            deadline.cancel(false);
            open.remove(options.id(), pending);
        });
        return "";
    }

    void fail(String id, PendingReceipt pending, Throwable why) {
        if (open.remove(id, pending)) {
            pending.outcome().error(why);
        }
    }

    void received(ClientConnection from, GatewayMessage message) {
        ActuationResult result = message.outcome();
        PendingReceipt pending = result == null ? null : open.get(result.id());
        if (result != null && pending != null && pending.connection() == from && open.remove(result.id(), pending)) {
            pending.outcome().success(result);
        }
    }

    void disconnected(ClientConnection from, ConnectionEnd why) {
        for (var each : List.copyOf(open.entrySet())) {
            if (each.getValue().connection() == from) {
                fail(
                        each.getKey(),
                        each.getValue(),
                        new OutcomeUnknownException(
                                "the connection ended before the outcome was known: " + why.describe(), why));
            }
        }
    }
}
