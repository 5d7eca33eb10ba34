package org.oisp.gateway.server.cli.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A peer of a gateway, for a person at a terminal: one thread sends, waits and reads. */
public final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    /** What came: a text, or the end. */
    public sealed interface Event {
        /**
         * A whole text message.
         *
         * @param content the text
         */
        record Text(String content) implements Event {}

        /**
         * The connection has ended.
         *
         * @param why the close code and reason, or what failed
         */
        record Closed(String why) implements Event {}
    }

    private GatewayClient(URI url, @Nullable SSLContext trust) throws CommandException {
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
            throw new CommandException("cannot connect to " + url + ": " + reason(cause), cause);
        }
    }

    private static String reason(Throwable error) {
        if (error instanceof WebSocketHandshakeException refused) {
            return "it answered " + refused.getResponse().statusCode();
        }
        if (error instanceof ConnectException && error.getMessage() == null) {
            // The JDK's client says no more than the name of what it met.
            return error.getCause() instanceof UnresolvedAddressException
                    ? "there is no such host"
                    : "nobody listens there";
        }
        return Failure.describe(error);
    }

    /**
     * Connects.
     *
     * @param url the gateway
     * @param trust whom to believe; null for those whom the system believes
     * @return a connection, to be closed
     * @throws CommandException if the gateway cannot be reached, or refuses
     */
    public static GatewayClient open(URI url, @Nullable SSLContext trust) throws CommandException {
        return new GatewayClient(url, trust);
    }

    /**
     * Sends a message, and waits until it is on its way.
     *
     * @param text the message
     */
    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /**
     * Waits for what comes next.
     *
     * @param atMost how long to wait
     * @return what came, or null if nothing did
     * @throws InterruptedException if the thread is interrupted
     */
    public @Nullable Event next(Duration atMost) throws InterruptedException {
        return events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for what comes next, however long that takes.
     *
     * @return what came
     * @throws InterruptedException if the thread is interrupted
     */
    public Event next() throws InterruptedException {
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
