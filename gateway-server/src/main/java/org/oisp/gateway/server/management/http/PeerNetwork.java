package org.oisp.gateway.server.management.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whom a bound for each address counts as one: an IPv4 address, or an IPv6 network of 64 bits, which is what one customer gets. */
public final class PeerNetwork {

    private static final int NETWORK_BYTES = 8;

    private PeerNetwork() {}

    /**
     * The network of a peer.
     *
     * @param peer its address; null if its connection is closed already
     * @return an address, or a network such as {@code 2001:db8::/64}
     */
    public static String of(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            return "unknown";
        }
        InetAddress address = internet.getAddress();
        return address instanceof Inet6Address && !address.isLoopbackAddress()
                ? network(address.getAddress())
                : NetUtil.toAddressString(address);
    }

    private static String network(byte[] address) {
        Arrays.fill(address, NETWORK_BYTES, address.length, (byte) 0);
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address)) + "/64";
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
