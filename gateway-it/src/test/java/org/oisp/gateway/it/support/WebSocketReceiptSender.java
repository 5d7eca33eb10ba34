package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.oisp.gateway.it.support.ReceiptBook.Entry;

/** A WebSocket. After a close with 1001 only the last actuations may be without an outcome: those that the gateway did not read. */
final class WebSocketReceiptSender extends ReceiptSender implements WebSocket.Listener {

    private static final int GOING_AWAY = 1001;

    private final CompletableFuture<WebSocket> opening;
    private final ConcurrentMap<String, Entry> waiting = new ConcurrentHashMap<>();
    private final List<Entry> sent = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private volatile boolean ended;
    private volatile int closeCode;

    WebSocketReceiptSender(HttpClient http, URI url, int instance) {
        super(instance);
        opening = http.newWebSocketBuilder()
                .subprotocols("echo-protocol")
                .connectTimeout(Client.TIMEOUT)
                .buildAsync(url, this);
        CompletableFuture<WebSocket> unused = opening.whenComplete((socket, refused) -> ended |= refused != null);
    }

    /** Waits until it is open, or refused. */
    WebSocketReceiptSender opened() {
        try {
            WebSocket unused = opening.join();
        } catch (CompletionException refused) {
            ended = true;
        }
        return this;
    }

    @Override
    boolean isReady() {
        return opening.isDone() && !ended;
    }

    @Override
    boolean hasEnded() {
        return ended;
    }

    @Override
    void send(Entry entry) {
        synchronized (sent) {
            sent.add(entry);
        }
        waiting.put(entry.id(), entry);
        try {
            opening.join().sendText(entry.message(), true).join();
        } catch (CompletionException closed) {
            ended = true;
        }
    }

    @Override
    boolean isOver(Entry entry) {
        return ended;
    }

    @Override
    Excuse excuse(Entry entry) {
        if (ended && disturbed) {
            return Excuse.ANY;
        }
        return closeCode == GOING_AWAY && isBehindAllTold(entry) ? Excuse.IF_ABSENT : Excuse.NONE;
    }

    private boolean isBehindAllTold(Entry entry) {
        synchronized (sent) {
            return sent.stream().noneMatch(other -> other.number() > entry.number() && other.isTold());
        }
    }

    @Override
    boolean keepsOrder() {
        return true;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            JsonNode receipt = Receipts.read(text.toString());
            text.setLength(0);
            Entry entry = waiting.get(receipt.path("id").asText());
            if (entry != null) {
                entry.told(receipt);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        ended = true;
        return CompletableFuture.completedStage(from);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended = true;
    }

    @Override
    public void close() {
        if (opening.isDone() && !opening.isCompletedExceptionally()) {
            opening.join().abort();
        }
    }

    @Override
    public String toString() {
        return "WebSocket to " + instance + (ended ? ", ended with " + closeCode : "")
                + (disturbed ? ", disturbed" : "");
    }
}
