package org.oisp.gateway.server.socket.origin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each address has. One host of IPv6 has as many addresses as it likes, so there it is the network of 64 bits
 * that counts (RFC 4291, 2.5.4). Thread-safe.
 */
final class AddressCounts {

    private static final int NETWORK_BYTES = 8;

    private final ConcurrentMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** One more; returns how many there are now. */
    int add(InetAddress network) {
        return counts.merge(network, 1, Integer::sum);
    }

    void remove(InetAddress network) {
        counts.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }

    /** What an address is counted as. */
    static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= NETWORK_BYTES) {
            return address;
        }
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
