package org.oisp.gateway.server.management.http;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the management port, of which there are never more than so many, in all and for each address. Where there is no
 * room, the newest gets in, so that a probe always does, and an older one goes: of its own address if that has its share, else of the
 * address that has most. Of those the one that was used least lately, and first one that nobody would miss: idle, or with a request that
 * is not whole yet; then one whose client does not read its answer; then one that waits for its answer. One that watches goes for
 * nobody: viewers are bounded by themselves. Used on the port's one event loop, but for {@link #size()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to close
public final class ConnectionTable {

    private final int most;
    private final int mostPerAddress;
    private final ManagementEvents events;
    /** Least lately used first. */
    private final Set<RequestBounds> open = new LinkedHashSet<>();

    private final Map<String, Integer> counts = new HashMap<>();
    private volatile int size;

    /**
     * Makes an empty one.
     *
     * @param settings the bounds
     * @param events told of those that have to go
     */
    public ConnectionTable(ConnectionSettings settings, ManagementEvents events) {
        this.most = settings.most();
        this.mostPerAddress = settings.mostPerAddress();
        this.events = events;
    }

    /**
     * How many there are.
     *
     * @return a number that changes at any time
     */
    public int size() {
        return size;
    }

    /** Takes in a new connection, or refuses it. */
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

    /** A request has come, or was answered. */
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

    /** What a connection does; the first is missed least. */
    enum Worth {
        /** It is between two requests, or in the midst of one. */
        IDLE,
        /** Its client does not read the answer. */
        UNREAD,
        /** It waits for an answer. */
        WAITING,
        /** It is shown what happens, for as long as it likes. */
        WATCHING
    }
}
