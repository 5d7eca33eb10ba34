package org.oisp.gateway.client;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** A sender's actuations whose outcome the gateway has not told yet. Thread-safe. */
final class PendingReceipts {

    /** Bounds the memory if a gateway tells no outcomes. */
    static final int MAX = 10_000;

    private static final int RADIX = 36;

    /** Tells this sender's ids from those of others: devices that report see them. */
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), RADIX) + "-";

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong strays = new AtomicLong();
    private final AtomicInteger size = new AtomicInteger();
    private final ConcurrentMap<String, PendingReceipt> open = new ConcurrentHashMap<>();

    /** An actuation's connection, and the sink that receives the outcome. */
    private record PendingReceipt(ClientConnection clientConnection, MonoSink<ActuationReceipt> answer) {}

    /** Adds an actuation that is about to be sent; returns its id, or null if too many wait. */
    @Nullable
    String add(ClientConnection clientConnection, MonoSink<ActuationReceipt> answer) {
        if (size.incrementAndGet() > MAX) {
            size.decrementAndGet();
            return null;
        }
        String id = prefix + Long.toString(numbers.incrementAndGet(), RADIX);
        open.put(id, new PendingReceipt(clientConnection, answer));
        return id;
    }

    private @Nullable PendingReceipt remove(String id) {
        PendingReceipt pending = open.remove(id);
        if (pending != null) {
            size.decrementAndGet();
        }
        return pending;
    }

    /** Forgets an actuation: its sender no longer waits for the outcome. */
    void forget(String id) {
        PendingReceipt unused = remove(id);
    }

    void fail(String id, GatewayClientException why) {
        PendingReceipt pending = remove(id);
        if (pending != null) {
            pending.answer.error(why);
        }
    }

    /** Receives an outcome. Ignores one for which no actuation waits: its sender has given up. */
    void received(GatewayMessage message) {
        ActuationReceipt receipt = message.receipt();
        PendingReceipt pending = receipt == null ? null : remove(receipt.id());
        if (receipt != null && pending != null) {
            pending.answer.success(receipt);
        } else {
            strays.incrementAndGet();
        }
    }

    /** Fails what waits on a connection that has ended. */
    void disconnected(ClientConnection from, ConnectionEnd why) {
        open.forEach((id, pending) -> {
            if (pending.clientConnection == from) {
                fail(id, lost(why));
            }
        });
    }

    private static GatewayClientException lost(ConnectionEnd why) {
        return new GatewayClientException(
                "the connection ended before the gateway told the outcome, which is unknown: " + why.describe(),
                why,
                true);
    }

    /** Returns how many outcomes came for which no actuation waited. */
    long strays() {
        return strays.get();
    }
}
