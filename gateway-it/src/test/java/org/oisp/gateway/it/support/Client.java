package org.oisp.gateway.it.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * A peer of the gateway that shares no code with it: the JDK's own WebSocket client. What comes is queued; each {@code expect}
 * takes the next and fails if it is anything else.
 */
public final class Client implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** What came from the gateway. */
    public sealed interface Event {
        record Text(String content) implements Event {}

        record Ping(int length) implements Event {}

        record Pong(String payload) implements Event {}

        record Closed(int code, String reason) implements Event {}

        record Failed(Throwable error) implements Event {}
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private Client(URI url, HttpClient http) {
        socket = http.newWebSocketBuilder()
                .subprotocols("echo-protocol")
                .buildAsync(url, new Listener())
                .join();
    }

    public static Client connect(TestGateway gateway) {
        return connect(gateway.url());
    }

    public static Client connect(URI url) {
        return new Client(url, HTTP);
    }

    /** Connects over TLS. */
    public static Client connect(TestGateway gateway, SSLContext tls) {
        return new Client(
                URI.create("wss://localhost:" + gateway.port() + "/"),
                HttpClient.newBuilder().connectTimeout(PATIENCE).sslContext(tls).build());
    }

    /** Connects and registers the device. */
    public static Client register(TestGateway gateway, DeviceIdentity device) {
        Client client = connect(gateway);
        client.send(registration(device));
        client.expectText(Replies.REGISTERED);
        return client;
    }

    /** Connects and registers the device; after a 500 it comes again, as devices do. */
    public static Client registerInTheEnd(TestGateway gateway, DeviceIdentity device) {
        long begun = System.nanoTime();
        while (true) {
            Client client = connect(gateway);
            client.send(registration(device));
            Event answer = client.next();
            if (answer.equals(new Event.Text(Replies.REGISTERED))) {
                return client;
            }
            if (!answer.equals(new Event.Text(Replies.UNAVAILABLE)) || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new AssertionError("not registered: " + answer);
            }
            client.close();
        }
    }

    public static String registration(DeviceIdentity device) {
        return registration(device.id().value(), TestKeys.token(device));
    }

    public static String registration(String deviceId, String token) {
        return "{\"type\":\"device\",\"deviceId\":\"%s\",\"deviceToken\":\"%s\"}".formatted(deviceId, token);
    }

    /** Connects, says one thing, and expects to be told so and closed. */
    public static void expectRefusal(TestGateway gateway, String message, String answer, int code, String reason) {
        try (Client client = connect(gateway)) {
            client.send(message);
            client.expectText(answer);
            client.expectClose(code, reason);
        }
    }

    public WebSocket socket() {
        return socket;
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next thing that came; fails if nothing comes. */
    public Event next() {
        Event event = poll(PATIENCE);
        if (event == null) {
            throw new AssertionError("nothing came within " + PATIENCE);
        }
        return event;
    }

    /** The next thing that came, or null if nothing comes in time. */
    public Event poll(Duration atMost) {
        try {
            return events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public void expectText(String content) {
        expect(new Event.Text(content));
    }

    public void expectClose(int code, String reason) {
        expect(new Event.Closed(code, reason));
    }

    /** A peer that says nothing is pinged: on a slow machine that may come between what is expected. */
    private void expect(Event expected) {
        Event came = next();
        while (came instanceof Event.Ping && !(expected instanceof Event.Ping)) {
            came = next();
        }
        if (!came.equals(expected)) {
            throw new AssertionError("expected " + expected + ", but " + came + " came");
        }
    }

    /**
     * Fails if anything was sent to this peer before now: asks with a ping message, whose answer has to be the next thing. Messages of
     * one connection are worked off in their order, and so are answers to them.
     */
    public void expectNothingElse() {
        send("{\"type\":\"ping\"}");
        expectText(Replies.PONG);
    }

    /** Closes with 1000 and waits for the end. */
    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .exceptionally(gone -> socket)
                    .join();
        }
    }

    /** Cuts the connection without a close frame. */
    public void abort() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                events.add(new Event.Text(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            events.add(new Event.Ping(message.remaining()));
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            events.add(new Event.Pong(
                    java.nio.charset.StandardCharsets.UTF_8.decode(message).toString()));
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            events.add(new Event.Closed(code, reason));
            return CompletableFuture.completedStage(from);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            events.add(new Event.Failed(error));
        }
    }
}
