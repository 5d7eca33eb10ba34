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
 * A peer of the gateway that shares no code with it: the JDK's WebSocket client. Received events are queued; each {@code expect} takes the
 * next event and fails if it is a different one.
 */
public final class Client implements AutoCloseable {

    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** An event received from the gateway. */
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
                HttpClient.newBuilder().connectTimeout(TIMEOUT).sslContext(tls).build());
    }

    /** Connects and registers the device. */
    public static Client register(TestGateway gateway, DeviceIdentity device) {
        Client client = connect(gateway);
        client.send(registration(device));
        client.expectText(Replies.REGISTERED);
        return client;
    }

    /** Connects and registers the device; connects again after a 500, as devices do. */
    public static Client registerInTheEnd(TestGateway gateway, DeviceIdentity device) {
        long begun = System.nanoTime();
        while (true) {
            Client client = connect(gateway);
            client.send(registration(device));
            Event answer = client.next();
            if (answer.equals(new Event.Text(Replies.REGISTERED))) {
                return client;
            }
            if (!answer.equals(new Event.Text(Replies.UNAVAILABLE)) || System.nanoTime() - begun > TIMEOUT.toNanos()) {
                throw new AssertionError("not registered: " + answer);
            }
            client.close();
        }
    }

    public static String registration(DeviceIdentity device) {
        return registration(device.id().value(), TestKeys.token(device));
    }

    /** Returns a registration that asks for features: any JSON. */
    public static String registration(DeviceIdentity device, String token, String features) {
        return "{\"type\":\"device\",\"deviceId\":\"%s\",\"deviceToken\":\"%s\",\"features\":%s}"
                .formatted(device.id(), token, features);
    }

    public static String registration(String deviceId, String token) {
        return "{\"type\":\"device\",\"deviceId\":\"%s\",\"deviceToken\":\"%s\"}".formatted(deviceId, token);
    }

    /** Connects, sends one message, and expects this answer and then this close code. */
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

    /** Returns the next event; fails if none comes within {@link #TIMEOUT}. */
    public Event next() {
        Event event = poll(TIMEOUT);
        if (event == null) {
            throw new AssertionError("nothing came within " + TIMEOUT);
        }
        return event;
    }

    /** Returns the next event, or null if none comes in time. */
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

    /** Skips pings that were not expected: the gateway pings a quiet peer, and on a slow machine such a ping may come in between. */
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
     * Fails if anything was sent to this peer before now: sends a ping message, whose answer must be the next event. The gateway handles
     * the messages of a connection in order, and answers in that order.
     */
    public void expectNothingElse() {
        send("{\"type\":\"ping\"}");
        expectText(Replies.PONG);
    }

    /** Sends a close frame with 1000 and waits until it is sent. */
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
