package org.oisp.gateway.server.socket.probe;

import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Outbound;
import org.oisp.gateway.session.Peer;
import org.slf4j.Logger;
import reactor.core.publisher.Flux;

/**
 * Lets the device port recognise a connection of its own process by its source address. A {@link LoopbackSocket} adds the address of its
 * bound socket before connecting; no other socket can have it meanwhile. Thread-safe.
 */
public final class OwnConnections {

    private final ConcurrentMap<SocketAddress, BiFunction<Peer, Flux<Inbound>, Flux<Outbound>>> own =
            new ConcurrentHashMap<>();

    private final Logger log;

    /**
     * Creates an object that recognises no connection yet.
     *
     * @param log where it is logged what they do
     */
    public OwnConnections(Logger log) {
        this.log = log;
    }

    /**
     * Returns where it is logged what they do.
     *
     * @return a log that no operator reads
     */
    public Logger log() {
        return log;
    }

    /**
     * Returns whether this process opened the connection.
     *
     * @param from the source address
     * @return true only for a registered address
     */
    public boolean admits(SocketAddress from) {
        return !own.isEmpty() && own.containsKey(from);
    }

    /**
     * Returns the session of a connection of this process.
     *
     * @param from the source address
     * @return maps what it sends to what it receives; null if the connection has been given up
     */
    public @Nullable BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation(SocketAddress from) {
        return own.get(from);
    }

    /**
     * Returns the entrance for connections with a certain session.
     *
     * @param conversation maps what they send to what they receive
     * @return the entrance
     */
    public Entrance entrance(BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation) {
        return new Entrance(conversation);
    }

    /** Has connections recognised that have the same session. */
    public final class Entrance {
        private final BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation;

        private Entrance(BiFunction<Peer, Flux<Inbound>, Flux<Outbound>> conversation) {
            this.conversation = conversation;
        }

        void expect(SocketAddress address) {
            own.put(address, conversation);
        }

        void forget(SocketAddress address) {
            own.remove(address, conversation);
        }
    }
}
