package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.oisp.gateway.it.support.Fleet.Arrival;
import org.oisp.gateway.it.support.Fleet.Member;

/**
 * Sends numbered actuations that ask for receipts, and compares what their senders were told with what the devices wrote down. Shares no
 * code with the gateway.
 */
public final class ReceiptBook implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();
    private final Fleet fleet;
    private final int timeoutMillis;
    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<URI, Door> doors = new HashMap<>();

    /** Creates an empty book whose actuations have this timeout. */
    public ReceiptBook(Fleet fleet, int timeoutMillis, long seed) {
        this.fleet = fleet;
        this.timeoutMillis = timeoutMillis;
        this.random = new Random(seed);
    }

    /** An actuation: to whom and over which connection it was sent, and what its sender was told. */
    private record Entry(int number, Member to, Door door, List<String> told) {}

    /** Sends this many actuations to devices chosen at random, over an instance. */
    public void send(int count, URI over) {
        for (int i = 0; i < count; i++) {
            Door door = doors.compute(over, (url, open) -> open == null || open.ended ? open(url) : open);
            if (door.ended) {
                return;
            }
            Member to = fleet.members().get(random.nextInt(fleet.members().size()));
            Entry entry = new Entry(entries.size(), to, door, new CopyOnWriteArrayList<>());
            entries.add(entry);
            door.waiting.put("n" + entry.number, entry);
            door.send(Receipts.asking("n" + entry.number, to.device(), entry.number, timeoutMillis));
        }
    }

    private Door open(URI url) {
        Door door = new Door();
        try {
            door.socket = http.newWebSocketBuilder()
                    .subprotocols("echo-protocol")
                    .connectTimeout(Client.TIMEOUT)
                    .buildAsync(url, door)
                    .join();
        } catch (CompletionException refused) {
            door.ended = true;
        }
        return door;
    }

    /** Returns whether each actuation has an outcome, or its sender's connection has ended. */
    public boolean isComplete() {
        return entries.stream().allMatch(entry -> !entry.told.isEmpty() || entry.door.ended);
    }

    public int size() {
        return entries.size();
    }

    /** Returns how many actuations had each outcome. */
    public Map<String, Integer> outcomes() {
        Map<String, Integer> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(entry.told.isEmpty() ? "none" : entry.told.get(0), 1, Integer::sum));
        return counts;
    }

    /** Returns each actuation of which something untrue was told, or too much, or too little, or that came twice or out of order. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Entry entry : entries) {
            List<Arrival> arrivals = fleet.arrivals(entry.number);
            String told = String.join(" and ", entry.told);
            String line = "%d, told %s, arrived %d times".formatted(entry.number, told, arrivals.size());
            if (told.startsWith("delivered") && arrivals.isEmpty()) {
                faults.add("false delivered: " + line);
            }
            if (told.startsWith("not_delivered") && !arrivals.isEmpty()) {
                faults.add("false not_delivered: " + line);
            }
            if (entry.told.size() > 1 || (entry.told.isEmpty() && !entry.door.ended)) {
                faults.add("not one outcome: " + line);
            }
            if (arrivals.size() > 1) {
                faults.add("doubled: " + line);
            }
        }
        faults.addAll(disorder());
        return faults;
    }

    /** What one sender sent to one device arrives on one connection in the order in which it was sent. */
    private List<String> disorder() {
        List<String> faults = new ArrayList<>();
        Map<List<Object>, Arrival> latest = new HashMap<>();
        for (Entry entry : entries) {
            for (Arrival arrival : fleet.arrivals(entry.number)) {
                Arrival before = latest.put(List.of(arrival.on(), entry.door), arrival);
                if (before != null && before.at() - arrival.at() > 0) {
                    faults.add("out of order: " + entry.number);
                }
            }
        }
        return faults;
    }

    /** A sender's connection. */
    private static final class Door implements WebSocket.Listener {
        private final ConcurrentMap<String, Entry> waiting = new ConcurrentHashMap<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;
        private volatile boolean ended;

        private void send(String message) {
            try {
                socket.sendText(message, true).join();
            } catch (CompletionException closed) {
                ended = true;
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode receipt = Receipts.read(text.toString());
                text.setLength(0);
                Entry entry = waiting.get(receipt.path("id").asText());
                if (entry != null) {
                    entry.told.add(receipt.path("outcome").asText() + " "
                            + receipt.path("reason").asText());
                }
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
        doors.values().stream().filter(door -> door.socket != null).forEach(door -> door.socket.abort());
    }
}
