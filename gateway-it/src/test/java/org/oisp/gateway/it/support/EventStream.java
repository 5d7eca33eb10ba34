package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads server-sent events as the standard defines them: names, data, comments. Shares no code with the gateway. */
public final class EventStream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();

    private final HttpResponse<java.io.InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean closed;

    private EventStream(HttpResponse<java.io.InputStream> response) {
        this.response = response;
        Thread reader = new Thread(this::read, "event-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /** A received event; a comment has no name and no data. */
    public record Event(String name, JsonNode data) {}

    /** Opens a stream; if the answer is not a stream, {@link #status()} tells which it is. */
    public static EventStream open(URI url) {
        try {
            return new EventStream(HTTP.send(
                    HttpRequest.newBuilder(url)
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofInputStream()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public static EventStream open(TestGateway gateway) {
        return open(URI.create("http://127.0.0.1:" + gateway.managementPort() + "/api/live"));
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "message";
            StringBuilder data = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith(":")) {
                    events.add(new Event("", JSON.nullNode()));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(name, JSON.readTree(data.toString())));
                    name = "message";
                    data.setLength(0);
                }
            }
            end.complete(null);
        } catch (IOException | RuntimeException broken) {
            end.completeExceptionally(broken);
        }
    }

    /** Returns the next event of any name. */
    public Event next() {
        return await("anything", event -> true);
    }

    /** Returns the data of the next event of this name. */
    public JsonNode next(String name) {
        return await(name, event -> event.name().equals(name)).data();
    }

    /** Returns the data of the next event of this name that matches; discards the others. */
    public JsonNode next(String name, Predicate<JsonNode> wanted) {
        return await(name, event -> event.name().equals(name) && wanted.test(event.data()))
                .data();
    }

    private Event await(String what, Predicate<Event> wanted) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Event last = null;
        try {
            while (true) {
                Event event = events.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    throw new AssertionError("no such " + what + " came in time; the last event was " + last);
                }
                if (wanted.test(event)) {
                    return event;
                }
                last = event;
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Waits for the end of the stream; fails if it breaks off. */
    public void expectEnd() {
        end.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                response.body().close();
            } catch (IOException gone) {
                // The stream is closed anyway.
            }
        }
    }
}
