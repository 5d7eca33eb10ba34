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
 * The address that a peer has, as far as those vouch for it who are believed; that of the socket otherwise. Kept with the channel,
 * and only where it is another than the socket's.
 *
 * @param address the address
 * @param port its port, or 0 if that is not known
 */
public record PeerAddress(InetAddress address, int port) {

    private static final AttributeKey<PeerAddress> KEY = AttributeKey.valueOf("gateway.peer-address");

    /**
     * The peer's address.
     *
     * @param channel its connection
     * @return the address, or null if the channel is not of the kind that has one
     */
    public static @Nullable InetAddress of(Channel channel) {
        PeerAddress given = given(channel);
        return given == null ? ofSocket(channel) : given.address;
    }

    /**
     * How a connection stands in log lines.
     *
     * @param channel the connection
     * @return address and port of its peer; if a proxy vouches for them, the proxy's behind them
     */
    public static String describe(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        String socket = remote instanceof InetSocketAddress known && known.getAddress() != null
                ? known.getAddress().getHostAddress() + ":" + known.getPort()
                : String.valueOf(remote);
        PeerAddress given = given(channel);
        return given == null ? socket : given + " via=" + socket;
    }

    static @Nullable InetAddress ofSocket(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? plain(remote.getAddress())
                : null;
    }

    /** Null for the socket's own. */
    static void give(Channel channel, @Nullable PeerAddress address) {
        if (address != null || channel.hasAttr(KEY)) {
            channel.attr(KEY).set(address);
        }
    }

    /** Reads an address, never a name. */
    static @Nullable InetAddress parse(String text) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        return address == null ? null : plain(address);
    }

    /** An IPv4 address in the clothes of IPv6 (RFC 4291, 2.5.5.2) as what it is: ranges and counts go by it. */
    private static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable PeerAddress given(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }

    @Override
    public String toString() {
        return port == 0 ? address.getHostAddress() : address.getHostAddress() + ":" + port;
    }
}
