package org.oisp.gateway.server.socket.origin;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.accept.PeerNetwork;
import org.oisp.gateway.server.socket.origin.ForwardedFor.MalformedException;

/**
 * Where one connection comes from, until its handshake is done: at first what its socket says, then what each proxy says that is
 * believed. Used on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the listener of a close is all that is wanted
public final class ConnectionOrigin {

    /** So many connections over the bound are answered at a time; more are closed without an answer. */
    private static final int MAX_REFUSALS = 16;

    private final OriginTracker shared;
    private final Channel channel;
    private final boolean headerDue;
    /** Who is on the other end, as the last PROXY header says or else the socket. */
    private @Nullable InetAddress peer;

    private @Nullable PeerAddress announced;
    private @Nullable PeerNetwork counted;
    private int countThen;
    private boolean released;

    ConnectionOrigin(OriginTracker shared, Channel channel) {
        this.shared = shared;
        this.channel = channel;
        this.peer = PeerAddress.ofSocket(channel);
        this.headerDue = shared.settings().proxyProtocol() && shared.believes(peer);
        countUnlessProxy(peer);
    }

    /**
     * Whether the connection has to begin with a PROXY header: a proxy's has, and nobody else's may.
     *
     * @return true until the connection is done
     */
    public boolean headerDue() {
        return headerDue;
    }

    /**
     * The PROXY header has come.
     *
     * @param header what it says; not released
     * @return false if it names an address that is none
     */
    public boolean announced(HAProxyMessage header) {
        if (header.sourceAddress() == null || !isInternet(header)) {
            // The proxy's own connection, as it makes for a health check; or one whose address it does not know.
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
     * A request has come.
     *
     * @param lines the values of its headers {@code X-Forwarded-For}; believed if a proxy sent them that is
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
            // A proxy may send the requests of several peers on one connection.
            PeerAddress.give(channel, address.equals(proxy) ? announced : new PeerAddress(address, 0));
            return null;
        } catch (MalformedException malformed) {
            return malformed.getMessage();
        }
    }

    /**
     * The connection is to stay.
     *
     * @return false if its address has as many connections as it may
     */
    public boolean admit() {
        countUnlessProxy(PeerAddress.of(channel));
        return bound() == 0 || countThen <= bound();
    }

    /**
     * Whether its address has so many connections that this one is not worth an answer.
     *
     * @return true if it is to be closed at once
     */
    public boolean isFlood() {
        return bound() > 0 && countThen > bound() + MAX_REFUSALS;
    }

    /** A proxy has the connections of all that are behind it. */
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
