package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.oisp.gateway.it.support.Fleet.Arrival;
import org.oisp.gateway.it.support.Fleet.Connection;
import org.oisp.gateway.it.support.Fleet.Member;

/**
 * Sends actuations at a steady rate, to random devices of a fleet through random instances of a cluster. A ping after every few of them
 * shows which the instance has read: an instance's end also ends its senders' connections, and would leave the last ones unknown.
 */
public final class Traffic implements AutoCloseable {

    /**
     * The time within which an actuation that an instance has read reaches the device's owner over Redis. A device counts as connected only
     * if it stays connected for this long.
     */
    private static final Duration PASSAGE = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofMillis(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();
    private final Fleet fleet;
    private final ProcessCluster cluster;
    private final int perSecond;
    private final Random random;
    private final List<Sent> all = new ArrayList<>();
    private final Dashboard[] dashboards;
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean going = true;
    private volatile Throwable failure;

    private Traffic(Fleet fleet, ProcessCluster cluster, int perSecond, long seed) {
        this.fleet = fleet;
        this.cluster = cluster;
        this.perSecond = perSecond;
        this.random = new Random(seed);
        this.dashboards = new Dashboard[cluster.size()];
    }

    public static Traffic start(Fleet fleet, ProcessCluster cluster, int perSecond, long seed) {
        Traffic traffic = new Traffic(fleet, cluster, perSecond, seed);
        traffic.thread.start();
        return traffic;
    }

    /** An actuation that was sent. */
    public static final class Sent {
        private final int number;
        private final Member to;
        private final int via;
        private final long at;
        private volatile long readAt;

        private Sent(int number, Member to, int via, long at) {
            this.number = number;
            this.to = to;
            this.via = via;
            this.at = at;
        }

        public int number() {
            return number;
        }

        public Member to() {
            return to;
        }

        /** Returns the instance that received it from the sender. */
        public int via() {
            return via;
        }

        public long at() {
            return at;
        }

        /** Returns whether its instance has certainly read it. */
        public boolean isRead() {
            return readAt != 0;
        }

        /** Returns whether the device had its 200 before it was sent, and was certainly still connected when it must have arrived. */
        public boolean isToConnectedDevice() {
            return isRead()
                    && to.connections().stream()
                            .anyMatch(connection -> connection.spans(at, readAt + PASSAGE.toNanos()));
        }

        /** Returns the time from its reading to the end of the connection that the device had when it was sent; -1 if there was none. */
        private long nanosToTheEnd() {
            return to.connections().stream()
                    .filter(connection -> !connection.isOpen() && connection.wasOpen(at))
                    .mapToLong(connection -> Math.max(0, connection.endedAt() - readAt))
                    .max()
                    .orElse(-1);
        }

        @Override
        public String toString() {
            return number + " through " + via + " to " + to.device().id();
        }
    }

    /** The outcome of all actuations that were sent. */
    public record Account(int sent, int unread, int toConnected, List<Sent> lost, List<Sent> twice, List<Sent> missed) {

        /**
         * Returns the outcome as text.
         *
         * @return what was lost though it was read, and at which moments
         */
        public String inWords() {
            List<Sent> ending = missed.stream()
                    .filter(each -> each.isRead() && each.nanosToTheEnd() >= 0)
                    .toList();
            long longest = ending.stream().mapToLong(Sent::nanosToTheEnd).max().orElse(0);
            return ("%d sent, %d of them to devices that were connected; lost of those: %d, came twice: %d. Of the others did not come: %d"
                            + " not known to be read, %d while the connection was ending (its end was seen %d ms later at most), %d without"
                            + " a connection")
                    .formatted(
                            sent,
                            toConnected,
                            lost.size(),
                            twice.size(),
                            unread,
                            ending.size(),
                            Duration.ofNanos(longest).toMillis(),
                            missed.size() - unread - ending.size());
        }
    }

    /** Returns all actuations sent so far. */
    public List<Sent> sent() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    /** Stops sending, waits until all that must arrive has arrived, and returns the outcome. */
    public Account finish() {
        going = false;
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
        List<Sent> sent = sent();
        // Each open connection must prove that it was open at the deadline of the last actuation.
        await().until(() -> {
            long last = sent.get(sent.size() - 1).at + PASSAGE.toNanos();
            return System.nanoTime() - last > 0
                    && fleet.members().stream()
                            .flatMap(member -> member.connections().stream())
                            .filter(Connection::isOpen)
                            .allMatch(connection -> connection.isCertainAt(last));
        });
        List<Sent> twice = sent.stream()
                .filter(each -> fleet.arrivals(each.number).size() > 1)
                .toList();
        List<Sent> connected = sent.stream().filter(Sent::isToConnectedDevice).toList();
        List<Sent> lost = connected.stream()
                .filter(each -> fleet.arrivals(each.number).isEmpty())
                .toList();
        List<Sent> missed = sent.stream()
                .filter(each -> fleet.arrivals(each.number).isEmpty() && !lost.contains(each))
                .toList();
        int unread = (int) missed.stream().filter(each -> !each.isRead()).count();
        return new Account(sent.size(), unread, connected.size(), lost, twice, missed);
    }

    /** Returns the longest time in which none of these arrived. */
    public Duration longestPause(List<Sent> these, long from, long to) {
        long[] times = these.stream()
                .flatMap(each -> fleet.arrivals(each.number).stream())
                .mapToLong(Arrival::at)
                .filter(at -> at - from > 0 && at - to < 0)
                .sorted()
                .toArray();
        long longest = 0;
        long last = from;
        for (long time : times) {
            longest = Math.max(longest, time - last);
            last = time;
        }
        return Duration.ofNanos(Math.max(longest, to - last));
    }

    private void run() {
        try {
            long begun = System.nanoTime();
            while (going) {
                long due = (System.nanoTime() - begun)
                        * perSecond
                        / Duration.ofSeconds(1).toNanos();
                while (all.size() < due && going) {
                    send();
                }
                for (Dashboard dashboard : dashboards) {
                    if (dashboard != null) {
                        dashboard.ask();
                    }
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
        } catch (Throwable failed) {
            failure = failed;
        }
    }

    private void send() {
        Member to = fleet.members().get(random.nextInt(fleet.members().size()));
        int via = random.nextInt(dashboards.length);
        URI url = cluster.url(via);
        if (dashboards[via] == null || !dashboards[via].url.equals(url) || dashboards[via].ended) {
            dashboards[via] = open(url);
        }
        if (dashboards[via] != null) {
            Sent next;
            synchronized (all) {
                next = new Sent(all.size(), to, via, System.nanoTime());
                all.add(next);
            }
            dashboards[via].send(next);
        }
    }

    /** Returns a sender's connection, or null if the instance refuses it. */
    private Dashboard open(URI url) {
        Dashboard dashboard = new Dashboard(url);
        try {
            dashboard.socket = http.newWebSocketBuilder()
                    .subprotocols("echo-protocol")
                    .connectTimeout(Client.TIMEOUT)
                    .buildAsync(url, dashboard)
                    .join();
            return dashboard;
        } catch (CompletionException refused) {
            return null;
        }
    }

    /** A sender's connection to an instance. */
    private static final class Dashboard implements WebSocket.Listener {
        private final URI url;
        private final Queue<List<Sent>> asked = new ConcurrentLinkedQueue<>();
        private List<Sent> unasked = new ArrayList<>();
        private WebSocket socket;
        private volatile boolean ended;

        Dashboard(URI url) {
            this.url = url;
        }

        void send(Sent actuation) {
            unasked.add(actuation);
            text(Actuations.message(Actuations.body(actuation.to.device(), actuation.number)));
        }

        void ask() {
            if (!unasked.isEmpty() && !ended) {
                asked.add(unasked);
                unasked = new ArrayList<>();
                text("{\"type\":\"ping\"}");
            }
        }

        private void text(String text) {
            try {
                socket.sendText(text, true).join();
            } catch (CompletionException closed) {
                ended = true;
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            List<Sent> read = asked.poll();
            if (read != null) {
                long now = System.nanoTime();
                read.forEach(each -> each.readAt = now);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended = true;
            return CompletableFuture.completedStage(from);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended = true;
        }
    }

    @Override
    public void close() {
        going = false;
        for (Dashboard dashboard : dashboards) {
            if (dashboard != null && dashboard.socket != null) {
                dashboard.socket.abort();
            }
        }
    }
}
