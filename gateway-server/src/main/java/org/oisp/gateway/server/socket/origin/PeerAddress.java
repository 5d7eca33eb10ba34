package org.oisp.gateway.server.socket.origin;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A peer's address as reported by trusted proxies. A channel has this attribute only if the address differs from its socket's.
 *
 * @param address the address
 * @param port its port, or 0 if unknown
 */
public record PeerAddress(InetAddress address, int port) {

    private static final AttributeKey<PeerAddress> KEY = AttributeKey.valueOf("gateway.peer-address");

    /**
     * Returns the peer's address, as a trusted proxy reports it or else the socket's.
     *
     * @param channel the peer's connection
     * @return the address, or null if the channel has no IP address
     */
    public static @Nullable InetAddress of(Channel channel) {
        PeerAddress reported = reported(channel);
        return reported == null ? ofSocket(channel) : reported.address;
    }

    /**
     * Returns the text that stands for a connection in log lines.
     *
     * @param channel the connection
     * @return the peer's address and port; if a proxy reported them, followed by the proxy's
     */
    public static String describe(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        String socket = remote instanceof InetSocketAddress known && known.getAddress() != null
                ? known.getAddress().getHostAddress() + ":" + known.getPort()
                : String.valueOf(remote);
        PeerAddress reported = reported(channel);
        return reported == null ? socket : reported + " via=" + socket;
    }

    static @Nullable InetAddress ofSocket(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? plain(remote.getAddress())
                : null;
    }

    /** Sets the channel's reported address; null restores the socket's. */
    static void give(Channel channel, @Nullable PeerAddress address) {
        if (address != null || channel.hasAttr(KEY)) {
            channel.attr(KEY).set(address);
        }
    }

    /** Parses an IP address, never a host name; returns null if the text is none. */
    static @Nullable InetAddress parse(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        return address == null ? null : plain(address);
    }

    /** Converts an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) to IPv4, so that ranges and counts match it. */
    private static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable PeerAddress reported(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }

    @Override
    public String toString() {
        return port == 0 ? address.getHostAddress() : address.getHostAddress() + ":" + port;
    }
}
