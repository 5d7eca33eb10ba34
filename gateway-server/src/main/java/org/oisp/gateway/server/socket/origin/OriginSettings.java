package org.oisp.gateway.server.socket.origin;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is believed about the addresses of others, and how many connections an address may have.
 *
 * @param proxyProtocol whether the proxies send a PROXY header first
 * @param proxies who is believed
 * @param maxConnectionsPerAddress how many connections an address may have; 0 for no bound but that of all together
 * @param strangers what addresses may do only so often
 */
public record OriginSettings(
        boolean proxyProtocol, List<AddressRange> proxies, int maxConnectionsPerAddress, StrangerSettings strangers) {

    /** Nobody is believed, and there is no bound. */
    public static final OriginSettings NONE = new OriginSettings(false, List.of(), 0, StrangerSettings.NONE);

    /** Addresses that begin with the same bits. */
    public static final class AddressRange {

        private static final int BITS_4 = 32;
        private static final int BITS_6 = 128;

        private final String text;
        private final IpSubnetFilterRule rule;

        private AddressRange(String text, InetAddress network, int bits) {
            this.text = text;
            this.rule = new IpSubnetFilterRule(network, bits, IpFilterRuleType.ACCEPT);
        }

        /**
         * Reads a range.
         *
         * @param text an address, or one with the number of bits that count behind a slash (RFC 4632, 3.1); never a name
         * @return the range, or null if it is none
         */
        public static @Nullable AddressRange parse(String text) {
            int slash = text.indexOf('/');
            InetAddress network =
                    NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
            if (network == null) {
                return null;
            }
            int most = network.getAddress().length == 4 ? BITS_4 : BITS_6;
            int bits = slash < 0 ? most : bits(text.substring(slash + 1));
            return bits < 0 || bits > most ? null : new AddressRange(text, network, bits);
        }

        private static int bits(String text) {
            return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        }

        /**
         * Whether one of some ranges holds an address.
         *
         * @param ranges the ranges
         * @param address the address
         * @return true if one does
         */
        public static boolean anyHolds(List<AddressRange> ranges, @Nullable InetAddress address) {
            if (address == null || ranges.isEmpty()) {
                return false;
            }
            InetSocketAddress asked = new InetSocketAddress(address, 0);
            for (AddressRange range : ranges) {
                if (range.rule.matches(asked)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
