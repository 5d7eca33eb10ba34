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
 * How the device port knows a connection of its own process: it comes from an address that a socket of this process has, which was
 * noted before that connected, and which nobody else can have meanwhile. Thread-safe.
 */
public final class ProbeConnections {

    private final BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation;
    private final Set<SocketAddress> own = ConcurrentHashMap.newKeySet();

    /**
     * Makes an entrance.
     *
     * @param conversation what the gateway's own device is sent, given what it sends
     */
    public ProbeConnections(BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation) {
        this.conversation = conversation;
    }

    /**
     * Whether a connection is of this process.
     *
     * @param from where it comes from
     * @return false for everybody else's
     */
    public boolean admits(SocketAddress from) {
        return !own.isEmpty() && own.contains(from);
    }

    /**
     * What the gateway's own device is sent.
     *
     * @return given what it sends
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
