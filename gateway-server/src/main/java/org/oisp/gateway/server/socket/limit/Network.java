package org.oisp.gateway.server.socket.limit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * What misbehaviour is counted by: an IPv4 address, or the network of 64 bits that one host of IPv6 is given (RFC 4291, 2.5.4).
 *
 * @param bits of IPv6 the first half, of IPv4 all
 * @param six whether it is IPv6
 */
record Network(long bits, boolean six) implements Comparable<Network> {

    private static final int BYTES_6 = 16;

    static Network of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == BYTES_6
                ? new Network(bytes.getLong(), true)
                : new Network(Integer.toUnsignedLong(bytes.getInt()), false);
    }

    /** So that a map stays fast whichever addresses somebody chooses. */
    @Override
    public int compareTo(Network other) {
        int kind = Boolean.compare(six, other.six);
        return kind == 0 ? Long.compare(bits, other.bits) : kind;
    }

    @Override
    public String toString() {
        try {
            return six
                    ? InetAddress.getByAddress(ByteBuffer.allocate(BYTES_6)
                                            .putLong(bits)
                                            .array())
                                    .getHostAddress()
                            + "/64"
                    : InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES)
                                    .putInt((int) bits)
                                    .array())
                            .getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
