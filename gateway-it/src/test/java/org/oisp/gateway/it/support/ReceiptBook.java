package org.oisp.gateway.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.it.support.Fleet.Arrival;
import org.oisp.gateway.it.support.ReceiptSender.Excuse;

/**
 * Sends numbered actuations that ask for receipts, and compares what their senders were told with what the devices wrote down. Shares no
 * code with the gateway.
 */
public final class ReceiptBook implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Client.TIMEOUT).build();
    private final List<DeviceIdentity> devices;
    private final IntFunction<List<Arrival>> arrivals;
    private final int[] timeouts;
    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<URI, WebSocketReceiptSender> senders = new HashMap<>();

    /**
     * Creates an empty book.
     *
     * @param devices to whom it sends
     * @param arrivals what came to them, by number
     * @param seed chooses devices, and one of the timeouts in milliseconds
     */
    public ReceiptBook(List<DeviceIdentity> devices, IntFunction<List<Arrival>> arrivals, long seed, int... timeouts) {
        this.devices = devices;
        this.arrivals = arrivals;
        this.random = new Random(seed);
        this.timeouts = timeouts;
    }

    /** An actuation: its device, its sender, and the outcomes that its sender got. */
    record Entry(
            int number,
            DeviceIdentity to,
            ReceiptSender sender,
            int timeoutMillis,
            boolean completion,
            long sentNanos,
            List<String> told) {

        String id() {
            return "n" + number;
        }

        boolean isTold() {
            return !told.isEmpty();
        }

        void told(JsonNode receipt) {
            told(receipt.path("outcome").asText(), receipt.path("reason").asText());
        }

        void told(String outcome, String reason) {
            told.add(outcome + " " + reason);
        }

        String message() {
            return completion
                    ? Receipts.completed(id(), to, number, timeoutMillis)
                    : Receipts.asking(id(), to, number, timeoutMillis);
        }

        String published(String replyTo) {
            return Receipts.with("\"replyTo\":\"" + replyTo + "\"," + members(), to, number);
        }

        String posted() {
            return "{" + members() + ",\"body\":" + Actuations.body(to, number) + "}";
        }

        private String members() {
            return "\"id\":\"%s\",\"receipt\":\"%s\",\"timeout\":%d"
                    .formatted(id(), completion ? "completed" : "delivered", timeoutMillis);
        }

        /** By its number: its answers differ in time. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && entry.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    /** Sends this many actuations to devices chosen at random, over WebSockets to an instance. */
    public void send(int count, URI over) {
        for (int i = 0; i < count; i++) {
            WebSocketReceiptSender sender = senders.compute(
                    over,
                    (url, open) -> open == null || open.hasEnded()
                            ? new WebSocketReceiptSender(http, url, -1).opened()
                            : open);
            if (sender.hasEnded()) {
                return;
            }
            send(sender, false);
        }
    }

    /** Sends an actuation to a device chosen at random; sometimes it asks for the device's own report. */
    void send(ReceiptSender sender) {
        send(sender, random.nextInt(3) == 0);
    }

    private void send(ReceiptSender sender, boolean completion) {
        Entry entry = new Entry(
                size(),
                devices.get(random.nextInt(devices.size())),
                sender,
                timeouts[random.nextInt(timeouts.length)],
                completion,
                System.nanoTime(),
                new CopyOnWriteArrayList<>());
        synchronized (entries) {
            entries.add(entry);
        }
        sender.send(entry);
    }

    private List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** Returns whether each actuation has an outcome, or none will come any more. */
    public boolean isComplete() {
        return entries().stream().allMatch(entry -> entry.isTold() || entry.sender.isOver(entry));
    }

    public int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    /** Returns how many actuations had each outcome, and how many have none. */
    public Map<String, Integer> outcomes() {
        Map<String, Integer> counts = new TreeMap<>();
        entries().forEach(entry -> counts.merge(entry.isTold() ? entry.told.get(0) : untold(entry), 1, Integer::sum));
        return counts;
    }

    private String untold(Entry entry) {
        boolean arrived = !arrivals.apply(entry.number).isEmpty();
        return "none, " + (entry.sender.instance < 0 ? "by Redis, " : "") + (arrived ? "arrived" : "not arrived");
    }

    /** Returns each actuation of which something untrue was told, or too much, or too little, or that came twice or out of order. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Entry entry : entries()) {
            int came = arrivals.apply(entry.number).size();
            String told = String.join(" and ", entry.told);
            String line = "%d, %s, told %s, arrived %d times".formatted(entry.number, entry.sender, told, came);
            boolean arrived = told.startsWith("delivered") || told.startsWith("succeeded") || told.startsWith("failed");
            if (arrived && came == 0) {
                faults.add("false delivered: " + line);
            }
            if (told.startsWith("not_delivered") && came > 0) {
                faults.add("false not_delivered: " + line);
            }
            if (entry.told.size() > 1 || told.startsWith("unknown")) {
                faults.add("not one outcome: " + line);
            }
            if (!entry.isTold() && !isExcused(entry, came > 0)) {
                faults.add("no outcome: " + line);
            }
            if (came > 1) {
                faults.add("doubled: " + line);
            }
        }
        faults.addAll(disorder());
        return faults;
    }

    private static boolean isExcused(Entry entry, boolean arrived) {
        Excuse excuse = entry.sender.excuse(entry);
        return excuse == Excuse.ANY || (excuse == Excuse.IF_ABSENT && !arrived);
    }

    /** What one sender sent to one device arrives on one connection in the order in which it was sent. */
    private List<String> disorder() {
        List<String> faults = new ArrayList<>();
        Map<List<Object>, Entry> latest = new HashMap<>();
        for (Entry entry : entries()) {
            if (!entry.sender.keepsOrder()) {
                continue;
            }
            for (Arrival arrival : arrivals.apply(entry.number)) {
                Entry before = latest.put(List.of(arrival.on(), entry.sender), entry);
                if (before != null && arrivedAt(before, arrival.on()) - arrival.at() > 0) {
                    faults.add("out of order: %d, sent %d ms behind %d, told %s and %s, by %s"
                            .formatted(
                                    entry.number,
                                    TimeUnit.NANOSECONDS.toMillis(entry.sentNanos - before.sentNanos),
                                    before.number,
                                    entry.told,
                                    before.told,
                                    entry.sender));
                }
            }
        }
        return faults;
    }

    private long arrivedAt(Entry entry, Object connection) {
        return arrivals.apply(entry.number).stream()
                .filter(arrival -> arrival.on().equals(connection))
                .mapToLong(Arrival::at)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        senders.values().forEach(ReceiptSender::close);
    }
}
