package org.oisp.gateway.server.socket.origin;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.oisp.gateway.server.accept.PeerNetwork;

/** Counts the connections of each address. Thread-safe. */
final class AddressCounts {

    private final ConcurrentMap<PeerNetwork, Integer> counts = new ConcurrentHashMap<>();

    /** Adds a connection; returns how many the address has now. */
    int add(PeerNetwork network) {
        return counts.merge(network, 1, Integer::sum);
    }

    void remove(PeerNetwork network) {
        counts.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }
}
