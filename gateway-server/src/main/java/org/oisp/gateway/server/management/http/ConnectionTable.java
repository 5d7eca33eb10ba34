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

    private final int most;
    private final int mostPerAddress;
    private final ManagementEvents events;
    /** In order of last use, oldest first. */
    private final Set<RequestBounds> open = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();
    private volatile int size;

    /**
     * Creates an empty table.
     *
     * @param settings the limits
     * @param events receives evictions
     */
    public ConnectionTable(ConnectionSettings settings, ManagementEvents events) {
        this.most = settings.most();
        this.mostPerAddress = settings.mostPerAddress();
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
    void add(Channel channel, RequestBounds connection) {
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

    private void remove(RequestBounds connection) {
        if (open.remove(connection)) {
            counts.computeIfPresent(connection.network(), (network, count) -> count > 1 ? count - 1 : null);
            size = open.size();
        }
    }

    /** Marks a connection as used: a request has arrived, or was answered. */
    void used(RequestBounds connection) {
        if (open.remove(connection)) {
            open.add(connection);
        }
    }

    private boolean makeRoom(String network) {
        if (counts.getOrDefault(network, 0) >= mostPerAddress) {
            events.crowded(network, counts.getOrDefault(network, 0), mostPerAddress);
            return evict(connection -> connection.network().equals(network));
        }
        if (open.size() < most) {
            return true;
        }
        String crowd = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(network);
        events.crowded(crowd, counts.getOrDefault(crowd, 0), most);
        return evict(connection -> connection.network().equals(crowd)) || evict(connection -> true);
    }

    private boolean evict(Predicate<RequestBounds> candidates) {
        @Nullable RequestBounds least = null;
        for (RequestBounds connection : open) {
            if (candidates.test(connection)
                    && (least == null || connection.worth().compareTo(least.worth()) < 0)) {
                least = connection;
            }
        }
        if (least == null || least.worth() == Worth.WATCHING) {
            return false;
        }
        least.evict();
        return true;
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
