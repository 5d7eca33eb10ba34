package org.oisp.gateway.server.accept;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The unit that per-address limits count as one peer: an IPv4 address, or the /64 network that an IPv6 host is given (RFC 4291, 2.5.4).
 *
 * @param bits the upper 64 bits of an IPv6 address, or all 32 bits of an IPv4 address
 * @param ipv6 whether it is IPv6
 */
public record PeerNetwork(long bits, boolean ipv6) implements Comparable<PeerNetwork> {

    private static final int BYTES_6 = 16;

    /** Only the local host has an address with this prefix: Java represents IPv4-mapped addresses as IPv4. */
    private static final PeerNetwork LOOPBACK_6 = new PeerNetwork(0, true);

    /**
     * Returns the network of an address.
     *
     * @param address an IPv4 or IPv6 address
     * @return its network
     */
    public static PeerNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == BYTES_6
                ? new PeerNetwork(bytes.getLong(), true)
                : new PeerNetwork(Integer.toUnsignedLong(bytes.getInt()), false);
    }

    /**
     * Returns the name of a peer's network.
     *
     * @param peer its address; null if its connection is already closed
     * @return as {@link #toString}, or {@code unknown}
     */
    public static String nameOf(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet && internet.getAddress() != null
                ? of(internet.getAddress()).toString()
                : "unknown";
    }

    /** Orders networks, so that a hash map stays fast even if an attacker chooses addresses that collide. */
    @Override
    public int compareTo(PeerNetwork other) {
        int kind = Boolean.compare(ipv6, other.ipv6);
        return kind == 0 ? Long.compare(bits, other.bits) : kind;
    }

    /** Returns an address, or a network such as {@code 2001:db8::/64} (RFC 5952). */
    @Override
    public String toString() {
        if (!ipv6) {
            return NetUtil.intToIpAddress((int) bits);
        }
        if (equals(LOOPBACK_6)) {
            return "::1";
        }
        byte[] first = ByteBuffer.allocate(BYTES_6).putLong(bits).array();
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(first)) + "/64";
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
