package org.oisp.gateway.server.accept;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whom a bound for each address counts as one: an IPv4 address, or the network of 64 bits that one host of IPv6 is given (RFC 4291,
 * 2.5.4).
 *
 * @param bits of IPv6 the first half, of IPv4 all
 * @param six whether it is IPv6
 */
public record PeerNetwork(long bits, boolean six) implements Comparable<PeerNetwork> {

    private static final int BYTES_6 = 16;

    /** Nobody but the machine itself has an address that begins so; IPv4 in IPv6 is IPv4 to Java. */
    private static final PeerNetwork LOOPBACK_6 = new PeerNetwork(0, true);

    /**
     * The network of an address.
     *
     * @param address an address of either kind
     * @return its network
     */
    public static PeerNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == BYTES_6
                ? new PeerNetwork(bytes.getLong(), true)
                : new PeerNetwork(Integer.toUnsignedLong(bytes.getInt()), false);
    }

    /**
     * The name of a peer's network.
     *
     * @param peer its address; null if its connection is closed already
     * @return as {@link #toString}, or {@code unknown}
     */
    public static String nameOf(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet && internet.getAddress() != null
                ? of(internet.getAddress()).toString()
                : "unknown";
    }

    /** So that a map stays fast whichever addresses somebody chooses. */
    @Override
    public int compareTo(PeerNetwork other) {
        int kind = Boolean.compare(six, other.six);
        return kind == 0 ? Long.compare(bits, other.bits) : kind;
    }

    /** An address, or a network such as {@code 2001:db8::/64} (RFC 5952). */
    @Override
    public String toString() {
        if (!six) {
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
