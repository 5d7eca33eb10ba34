package org.oisp.gateway.it.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.oisp.gateway.it.support.ReceiptBook.Entry;

/** {@code POST /api/actuations}, which waits for the outcome. */
final class HttpReceiptSender extends ReceiptSender {

    private static final int SERVED = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http;
    private final URI management;
    private final Semaphore free = new Semaphore(24);
    private final Set<Entry> over = ConcurrentHashMap.newKeySet();

    HttpReceiptSender(HttpClient http, URI management, int instance) {
        super(instance);
        this.http = http;
        this.management = management;
    }

    @Override
    boolean isReady() {
        return free.availablePermits() > 0;
    }

    @Override
    boolean hasEnded() {
        return false;
    }

    @Override
    void send(Entry entry) {
        free.acquireUninterruptibly();
        HttpRequest request = HttpRequest.newBuilder(management.resolve("/api/actuations?wait=60s"))
                .POST(HttpRequest.BodyPublishers.ofString(entry.posted()))
                .build();
        CompletableFuture<?> unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, broken) -> {
                    free.release();
                    if (answer != null && answer.statusCode() == SERVED) {
                        entry.told(Receipts.tree(answer.body()));
                    } else if (answer != null && answer.statusCode() == UNAVAILABLE) {
                        entry.told("not_delivered", "refused");
                    } else if (answer != null) {
                        entry.told("unknown", answer.statusCode() + " " + answer.body());
                    }
                    over.add(entry);
                });
    }

    @Override
    boolean isOver(Entry entry) {
        return over.contains(entry);
    }

    /** An instance that has closed its port may refuse or cut a request that it has not read. */
    @Override
    Excuse excuse(Entry entry) {
        return disturbed ? Excuse.ANY : Excuse.IF_ABSENT;
    }

    @Override
    boolean keepsOrder() {
        return false;
    }

    @Override
    public void close() {
        // The client's connections end with it.
    }

    @Override
    public String toString() {
        return "API of " + instance + (disturbed ? ", disturbed" : "");
    }
}
