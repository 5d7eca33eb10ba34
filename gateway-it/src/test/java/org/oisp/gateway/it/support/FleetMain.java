package org.oisp.gateway.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices in a process of their own, which a test may freeze or run in a network namespace. Uses the JDK only. Its argument is a file of
 * registrations, one a line; its output tells each connection's beginning, end, and what came, in order.
 */
public final class FleetMain {

    private static final Pattern NUMBER = Pattern.compile("\"value\":\"(\\d+)\"");
    private static final Pattern ID = Pattern.compile("^\\{\"code\":1024,\"id\":\"([^\"]*)\"");
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** A device pings so often, and leaves a connection on which nothing came for three times as long. */
    private static final Duration PING = Duration.ofSeconds(2);

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final Set<Life> open = ConcurrentHashMap.newKeySet();
    private volatile List<URI> urls = List.of();

    private FleetMain() {}

    /** Runs the devices until the input ends. Commands on the input: {@code urls}, {@code break} and {@code sync}. */
    public static void main(String[] arguments) throws IOException {
        List<String> registrations = Files.readAllLines(Path.of(arguments[0]));
        FleetMain fleet = new FleetMain();
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            boolean connected = false;
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                List<String> words = List.of(line.split(" "));
                switch (words.get(0)) {
                    case "urls" ->
                        fleet.urls = words.stream().skip(1).map(URI::create).toList();
                    case "break" -> fleet.breakOff();
                    default -> say(line);
                }
                if (!connected) {
                    registrations.forEach(fleet::connect);
                    connected = true;
                }
            }
        }
        System.exit(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void breakOff() {
        int count = 0;
        for (Life life : open) {
            if (count++ % 3 == 0) {
                life.end();
            }
        }
    }

    private void connect(String registration) {
        List<URI> all = urls;
        Life life = new Life(registration);
        http.newWebSocketBuilder()
                .subprotocols("echo-protocol")
                .connectTimeout(CONNECT)
                .buildAsync(all.get(ThreadLocalRandom.current().nextInt(all.size())), life)
                .whenComplete((socket, refused) -> {
                    if (refused != null) {
                        life.end();
                    }
                });
    }

    /** One connection, or the attempt. */
    private final class Life implements WebSocket.Listener {
        private final int number = CONNECTIONS.incrementAndGet();
        private final String registration;
        private final StringBuilder text = new StringBuilder();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile WebSocket socket;
        private volatile long heardAt = System.nanoTime();
        private volatile boolean registered;

        private Life(String registration) {
            this.registration = registration;
        }

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            opened.request(1);
            send(registration);
            timer.schedule(this::look, PING.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void look() {
            if (ended.get()) {
                return;
            }
            if (System.nanoTime() - heardAt > 3 * PING.toNanos()) {
                end();
                return;
            }
            send("{\"type\":\"ping\"}");
            timer.schedule(this::look, PING.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** One message at a time, as the JDK's client requires. */
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        private synchronized void send(String message) {
            last = last.handle((done, failed) -> socket)
                    .thenCompose(its -> its.sendText(message, true))
                    .exceptionally(failed -> null);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            heardAt = System.nanoTime();
            text.append(part);
            if (whole) {
                received(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void received(String message) {
            Matcher value = NUMBER.matcher(message);
            if (value.find()) {
                say("got " + number + " " + value.group(1));
                Matcher id = ID.matcher(message);
                if (id.find()) {
                    send("{\"type\":\"ack\",\"id\":\"" + id.group(1) + "\",\"status\":\"succeeded\"}");
                }
            } else if (message.startsWith("{\"code\":200") && !registered) {
                registered = true;
                open.add(this);
                say("open " + number);
            } else if (message.startsWith("{\"code\":") && !registered) {
                end();
            }
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
            heardAt = System.nanoTime();
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end();
            return CompletableFuture.completedStage(from);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end();
        }

        private void end() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            WebSocket opened = socket;
            if (opened != null) {
                // After the close frame that answers the gateway's.
                timer.schedule(opened::abort, 100, TimeUnit.MILLISECONDS);
            }
            open.remove(this);
            if (registered) {
                say("end " + number);
            }
            timer.schedule(
                    () -> connect(registration), ThreadLocalRandom.current().nextInt(20, 300), TimeUnit.MILLISECONDS);
        }
    }
}
