package org.oisp.gateway.server.management.http;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the management port, limited in total and per address. At a limit a new connection is accepted, so that a probe
 * always is, and an older one is evicted: of the same address if that is at its limit, else of the address with most connections.
 * Evicts first a connection that is idle or has an incomplete request, then one whose client does not read the response, then one that
 * waits for its response; among equals the least recently used. Viewers are never evicted here, since they have their own limit.
 * Confined to the port's one event loop, except {@link #size()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
public final class ConnectionTable {

    private final int max;
    private final int maxPerAddress;
    private final ManagementEvents events;
    /** In order of last use, oldest first. */
    private final Set<EvictableConnection> open = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();
    private volatile int size;

    /**
     * Creates an empty table.
     *
     * @param settings the limits
     * @param events receives evictions
     */
    public ConnectionTable(ConnectionSettings settings, ManagementEvents events) {
        this.max = settings.max();
        this.maxPerAddress = settings.maxPerAddress();
        this.events = events;
    }

    /**
     * Returns the number of connections. Thread-safe.
     *
     * @return the number, which may change at any time
     */
    public int size() {
        return size;
    }

    /** Adds a new connection, or closes it if no other can be evicted. */
    void add(Channel channel, EvictableConnection connection) {
        String network = connection.network();
        boolean room = makeRoom(network);
        open.add(connection);
        counts.merge(network, 1, Integer::sum);
        size = open.size();
        channel.closeFuture().addListener(closed -> remove(connection));
        if (!room) {
            connection.evict();
        }
    }

    private void remove(EvictableConnection connection) {
        if (open.remove(connection)) {
            counts.computeIfPresent(connection.network(), (network, count) -> count > 1 ? count - 1 : null);
            size = open.size();
        }
    }

    /** Marks a connection as used: a request has arrived, or was answered. */
    void used(EvictableConnection connection) {
        if (open.remove(connection)) {
            open.add(connection);
        }
    }

    private boolean makeRoom(String network) {
        int ofNetwork = counts.getOrDefault(network, 0);
        if (ofNetwork >= maxPerAddress) {
            boolean evicted = evict(connection -> connection.network().equals(network));
            events.crowded(network, ofNetwork, maxPerAddress, evicted);
            return evicted;
        }
        if (open.size() < max) {
            return true;
        }
        String crowd = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(network);
        int count = counts.getOrDefault(crowd, 0);
        boolean evicted = evict(connection -> connection.network().equals(crowd)) || evict(connection -> true);
        events.crowded(crowd, count, max, evicted);
        return evicted;
    }

    private boolean evict(Predicate<EvictableConnection> candidates) {
        @Nullable EvictableConnection min = null;
        for (EvictableConnection connection : open) {
            if (candidates.test(connection)
                    && (min == null || connection.worth().compareTo(min.worth()) < 0)) {
                min = connection;
            }
        }
        if (min == null || min.worth() == Worth.WATCHING) {
            return false;
        }
        min.evict();
        return true;
    }

    /** A connection as the table knows it. */
    interface EvictableConnection {

        /** Returns the client's address, or its IPv6 network of 64 bits. */
        String network();

        /** Returns what the connection is doing. */
        Worth worth();

        /** Closes the connection at once to make room. */
        void evict();
    }

    /** What a connection is doing, in the order of eviction. */
    enum Worth {
        /** Between two requests, or receiving one. */
        IDLE,
        /** Its client does not read the response. */
        UNREAD,
        /** It waits for a response. */
        WAITING,
        /** It streams events without end; never evicted. */
        WATCHING
    }
}
