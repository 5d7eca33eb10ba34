package org.oisp.gateway.server.socket.origin;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.origin.ForwardedFor.MalformedException;

/**
 * The address of one connection's peer until its handshake is done: first the socket's, then what trusted proxies report. Not thread-safe;
 * confined to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // only the close listener matters
public final class ConnectionOrigin {

    /** Connections over the limit that are answered at a time; any more are closed without an answer. */
    private static final int MAX_REFUSALS = 16;

    private final OriginTracker shared;
    private final Channel channel;
    private final boolean headerDue;
    /** The peer's address according to the last PROXY header, or else the socket. */
    private @Nullable InetAddress peer;

    private @Nullable PeerAddress announced;
    private @Nullable PeerNetwork counted;
    private int countThen;
    private boolean released;

    /**
     * Starts tracking an accepted connection.
     *
     * @param shared what all connections of the port share
     * @param channel the connection
     */
    public ConnectionOrigin(OriginTracker shared, Channel channel) {
        this.shared = shared;
        this.channel = channel;
        this.peer = PeerAddress.ofSocket(channel);
        this.headerDue = shared.settings().proxyProtocol() && shared.believes(peer);
        countUnlessProxy(peer);
    }

    /**
     * Returns whether the connection must begin with a PROXY header: a proxy's must, any other must not.
     *
     * @return the same value for the whole life of the connection
     */
    public boolean headerDue() {
        return headerDue;
    }

    /**
     * Records the PROXY header.
     *
     * @param header the header; not released
     * @return false if its source address is not an IP address
     */
    public boolean announced(HAProxyMessage header) {
        if (header.sourceAddress() == null || !isInternet(header)) {
            // The proxy's own connection, such as a health check, or one whose address the proxy does not know.
            return true;
        }
        InetAddress source = PeerAddress.parse(header.sourceAddress());
        if (source == null) {
            return false;
        }
        peer = source;
        announced = new PeerAddress(source, header.sourcePort());
        PeerAddress.give(channel, announced);
        countUnlessProxy(source);
        return true;
    }

    /**
     * Records the {@code X-Forwarded-For} headers of a request, if a trusted proxy sent them.
     *
     * @param lines the values of these headers, in their order
     * @return what is wrong with them, or null
     */
    public @Nullable String forwarded(List<String> lines) {
        InetAddress proxy = peer;
        if (proxy == null || !shared.believes(proxy)) {
            return null;
        }
        try {
            InetAddress address =
                    ForwardedFor.resolve(proxy, lines, shared.settings().proxies());
            // A proxy may send requests of several peers on one connection.
            PeerAddress.give(channel, address.equals(proxy) ? announced : new PeerAddress(address, 0));
            return null;
        } catch (MalformedException malformed) {
            return malformed.getMessage();
        }
    }

    /**
     * Counts the connection once its handshake is valid.
     *
     * @return false if its address already has as many connections as it may
     */
    public boolean admit() {
        countUnlessProxy(PeerAddress.of(channel));
        return bound() == 0 || countThen <= bound();
    }

    /**
     * Returns whether the connection's address is so far over its limit that the connection gets no answer.
     *
     * @return true if it is to be closed at once
     */
    public boolean isFlood() {
        return bound() > 0 && countThen > bound() + MAX_REFUSALS;
    }

    /** Counts the connection unless the address is a proxy's, which carries the connections of many peers. */
    private void countUnlessProxy(@Nullable InetAddress address) {
        if (bound() == 0 || released || address == null || shared.believes(address)) {
            return;
        }
        PeerNetwork network = PeerNetwork.of(address);
        if (network.equals(counted)) {
            return;
        }
        PeerNetwork before = counted;
        counted = network;
        countThen = shared.counts().add(network);
        if (before != null) {
            shared.counts().remove(before);
        } else {
            channel.closeFuture().addListener(closed -> release());
        }
    }

    private void release() {
        released = true;
        if (counted != null) {
            shared.counts().remove(counted);
        }
    }

    private int bound() {
        return shared.settings().maxConnectionsPerAddress();
    }

    private static boolean isInternet(HAProxyMessage header) {
        return switch (header.proxiedProtocol().addressFamily()) {
            case AF_IPv4, AF_IPv6 -> true;
            case AF_UNIX, AF_UNSPEC -> false;
        };
    }
}
