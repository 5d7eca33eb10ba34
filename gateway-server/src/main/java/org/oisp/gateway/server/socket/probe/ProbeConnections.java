package org.oisp.gateway.server.socket.probe;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.session.Peer;
import reactor.core.publisher.Flux;

/**
 * Lets the device port recognise a connection of its own process by its source address. The probe adds the address of its bound socket
 * before connecting; no other socket can have it meanwhile. Thread-safe.
 */
public final class ProbeConnections {

    private final BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation;
    private final Set<SocketAddress> own = ConcurrentHashMap.newKeySet();

    /**
     * Creates an empty set of addresses.
     *
     * @param conversation maps what the probe device sends to what it receives
     */
    public ProbeConnections(BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation) {
        this.conversation = conversation;
    }

    /**
     * Returns whether this process opened the connection.
     *
     * @param from the source address
     * @return true only for a registered address
     */
    public boolean admits(SocketAddress from) {
        return !own.isEmpty() && own.contains(from);
    }

    /**
     * Returns the session of the probe device.
     *
     * @return maps what it sends to what it receives
     */
    public BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation() {
        return conversation;
    }

    void expect(SocketAddress address) {
        own.add(address);
    }

    void forget(SocketAddress address) {
        own.remove(address);
    }
}
