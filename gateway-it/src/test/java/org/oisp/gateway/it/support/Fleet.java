package org.oisp.gateway.it.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.oisp.gateway.device.DeviceIdentity;

/**
 * Devices that reconnect whenever their connection ends, as real ones do. They record when each connection got its 200, how long it was
 * certainly open, when and how it ended, and which actuation came when. Shares no code with the gateway.
 */
public final class Fleet implements AutoCloseable {

    /** Interval of the ping messages that prove that a connection is open; longer for large fleets. */
    private static final Duration PROOF = Duration.ofMillis(500);

    private static final int SOONEST_MILLIS = 20;
    private static final int LATEST_MILLIS = 300;
    private static final Pattern NUMBER = Pattern.compile("\"value\":\"(\\d+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final Supplier<URI> balancer;
    private final List<Member> members;
    private final ConcurrentMap<Integer, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Fleet(List<DeviceIdentity> devices, Supplier<URI> balancer) {
        this.balancer = balancer;
        List<String> registrations =
                devices.parallelStream().map(Client::registration).toList();
        this.members = IntStream.range(0, devices.size())
                .mapToObj(i -> new Member(devices.get(i), registrations.get(i)))
                .toList();
    }

    /** Creates the devices without connecting them; each connection asks the balancer for its URL. */
    public static Fleet of(List<DeviceIdentity> devices, Supplier<URI> balancer) {
        return new Fleet(devices, balancer);
    }

    /** An actuation that a device received; the times on one connection are those of one clock, or a count. */
    public record Arrival(Object on, long at) {}

    public List<Member> members() {
        return members;
    }

    /** Connects all devices. */
    public void connect() {
        members.forEach(member -> member.connect(balancer.get()));
    }

    public long connected() {
        return members.stream().filter(Member::isConnected).count();
    }

    /** Returns every arrival of the actuation with this number. */
    public List<Arrival> arrivals(int number) {
        List<Arrival> came = arrivals.get(number);
        if (came == null) {
            return List.of();
        }
        synchronized (came) {
            return List.copyOf(came);
        }
    }

    /** A device of the fleet. */
    public final class Member {
        private final DeviceIdentity device;
        private final String registration;
        private final List<Connection> connections = new ArrayList<>();
        private volatile boolean returning = true;

        private Member(DeviceIdentity device, String registration) {
            this.device = device;
            this.registration = registration;
        }

        public DeviceIdentity device() {
            return device;
        }

        /** Stops reconnecting once the current connections end. */
        public void stayAway() {
            returning = false;
        }

        /** Connects to this instance; a connection that it already has stays open. */
        public void connect(URI url) {
            Connection next = new Connection(this, url);
            http.newWebSocketBuilder()
                    .subprotocols("echo-protocol")
                    .connectTimeout(Client.TIMEOUT)
                    .buildAsync(url, next)
                    .whenComplete((socket, refused) -> {
                        if (refused != null) {
                            again();
                        }
                    });
        }

        /** Returns its connections that got a 200. */
        public List<Connection> connections() {
            synchronized (connections) {
                return List.copyOf(connections);
            }
        }

        /** Breaks its open connections off without a close frame, and comes back. */
        public void breakOff() {
            connections().stream().filter(Connection::isOpen).forEach(connection -> {
                connection.abort();
                connection.ended(0);
            });
        }

        public boolean isConnected() {
            return connections().stream().anyMatch(Connection::isOpen);
        }

        private void registered(Connection connection) {
            synchronized (connections) {
                connections.add(connection);
            }
        }

        private void again() {
            if (returning && !closed) {
                timer.schedule(
                        () -> connect(balancer.get()),
                        ThreadLocalRandom.current().nextInt(SOONEST_MILLIS, LATEST_MILLIS),
                        TimeUnit.MILLISECONDS);
            }
        }
    }

    /** One connection of a device. Times are those of {@link System#nanoTime()}. */
    public final class Connection implements WebSocket.Listener {
        private final Member member;
        private final URI url;
        private final StringBuilder text = new StringBuilder();
        private final AtomicInteger ends = new AtomicInteger();
        private volatile WebSocket socket;
        private volatile long registeredAt;
        private volatile long askedAt;
        private volatile long certainUntil;
        private volatile long endedAt;
        private volatile int closeCode;

        private Connection(Member member, URI url) {
            this.member = member;
            this.url = url;
        }

        public URI url() {
            return url;
        }

        /** Returns whether it had its 200 before {@code begin} and was certainly still open at {@code end}. */
        public boolean spans(long begin, long end) {
            return registeredAt - begin < 0 && certainUntil - end > 0;
        }

        /** Returns whether it had its 200 before then and had not seen its end by then. */
        public boolean wasOpen(long then) {
            return registeredAt - then < 0 && (isOpen() || endedAt - then > 0);
        }

        /** Returns whether it was certainly still open then. */
        public boolean isCertainAt(long then) {
            return certainUntil - then > 0;
        }

        public boolean isOpen() {
            return ends.get() == 0;
        }

        public long endedAt() {
            return endedAt;
        }

        /** Returns the close code; 0 if it was not closed, or was cut. */
        public int closeCode() {
            return closeCode;
        }

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            if (closed) {
                abort();
                return;
            }
            opened.request(1);
            opened.sendText(member.registration, true).exceptionally(failed -> null);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received(text.toString(), System.nanoTime());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void received(String message, long now) {
            if (message.equals(Replies.REGISTERED)) {
                registeredAt = now;
                certainUntil = now;
                member.registered(this);
                if (closed) {
                    // Its list may have been read before.
                    abort();
                    return;
                }
                timer.execute(this::ask);
            } else if (message.equals(Replies.PONG)) {
                // The gateway answered this ping, so it had not given the connection up when the ping was sent.
                certainUntil = askedAt;
                timer.schedule(this::ask, Math.max(PROOF.toMillis(), members.size()), TimeUnit.MILLISECONDS);
            } else {
                Matcher number = NUMBER.matcher(message);
                if (number.find()) {
                    List<Arrival> all =
                            arrivals.computeIfAbsent(Integer.parseInt(number.group(1)), key -> new ArrayList<>(1));
                    synchronized (all) {
                        all.add(new Arrival(this, now));
                    }
                }
            }
        }

        private void ask() {
            if (isOpen() && !closed) {
                askedAt = System.nanoTime();
                socket.sendText("{\"type\":\"ping\"}", true).exceptionally(failed -> null);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended(code);
            return CompletableFuture.completedStage(from);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended(0);
        }

        private void ended(int code) {
            if (ends.getAndIncrement() == 0) {
                closeCode = code;
                endedAt = System.nanoTime();
                if (!member.connections().stream().anyMatch(other -> other != this && other.isOpen())) {
                    member.again();
                }
            }
        }

        private void abort() {
            WebSocket opened = socket;
            if (opened != null) {
                opened.abort();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        members.forEach(member -> member.connections().forEach(Connection::abort));
        timer.shutdownNow();
    }
}
