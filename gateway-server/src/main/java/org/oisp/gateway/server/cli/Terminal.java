package org.oisp.gateway.server.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A WebSocket for a person: one thread sends, waits and reads. */
final class Terminal implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    /** What came: a text, or the end. */
    sealed interface Event {
        /** A whole text message. */
        record Text(String content) implements Event {}

        /** The connection has ended. */
        record Closed(String why) implements Event {}
    }

    private Terminal(URI url, @Nullable SSLContext trust) throws FailedException {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECT);
        if (trust != null) {
            http.sslContext(trust);
        }
        try {
            socket = http.build()
                    .newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .subprotocols("echo-protocol")
                    .buildAsync(url, new Listener())
                    .join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            String why = cause instanceof WebSocketHandshakeException refused
                    ? "it answered " + refused.getResponse().statusCode()
                    : Failure.describe(cause);
            throw new FailedException("cannot connect to " + url + ": " + why, cause);
        } catch (IllegalArgumentException badUrl) {
            throw new FailedException("--url " + url + ": " + badUrl.getMessage(), badUrl);
        }
    }

    /** Connects; believes the system's authorities if it is given none. */
    static Terminal open(URI url, @Nullable SSLContext trust) throws FailedException {
        return new Terminal(url, trust);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** What comes next, or null if nothing comes in time. */
    @Nullable
    Event next(Duration atMost) throws InterruptedException {
        return events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    Event next() throws InterruptedException {
        return events.take();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .exceptionally(gone -> socket)
                    .join();
        }
    }

    /** The gateway could not be reached, or refused. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String what, @Nullable Throwable cause) {
            super(what, cause);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                events.add(new Event.Text(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            events.add(new Event.Closed(reason.isEmpty() ? "close " + code : "close " + code + ", " + reason));
            return CompletableFuture.completedStage(from);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            events.add(new Event.Closed(Failure.describe(error)));
        }
    }
}
