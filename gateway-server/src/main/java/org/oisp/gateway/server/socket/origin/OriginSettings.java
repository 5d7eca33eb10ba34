package org.oisp.gateway.server.socket.origin;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are trusted to report peer addresses, and the limits of each address.
 *
 * @param proxyProtocol whether the proxies send a PROXY header first
 * @param proxies the addresses of trusted proxies
 * @param maxConnectionsPerAddress connections that one address may have; 0 for no limit but the total
 * @param misuse the limits on misbehaving addresses and connections
 */
public record OriginSettings(
        boolean proxyProtocol, List<AddressRange> proxies, int maxConnectionsPerAddress, MisuseSettings misuse) {

    /** Trusts no proxy and sets no limit. */
    public static final OriginSettings NONE = new OriginSettings(false, List.of(), 0, MisuseSettings.NONE);

    /**
     * A range of addresses that share a prefix. Nested here because the configuration may use only the settings types of the device
     * port: that is why these and {@link MisuseSettings} know each other.
     */
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
         * Parses a range.
         *
         * @param text an address, optionally with a prefix length after a slash (RFC 4632, 3.1); never a host name
         * @return the range, or null if the text is not one
         */
        public static @Nullable AddressRange parse(String text) {
            int slash = text.indexOf('/');
            InetAddress network =
                    NetUtil.createInetAddressFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
            if (network == null) {
                return null;
            }
            int max = network.getAddress().length == 4 ? BITS_4 : BITS_6;
            int bits = slash < 0 ? max : bits(text.substring(slash + 1));
            return bits < 0 || bits > max ? null : new AddressRange(text, network, bits);
        }

        private static int bits(String text) {
            return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
        }

        /**
         * Returns whether one of the ranges contains an address.
         *
         * @param ranges the ranges
         * @param address the address; no range contains null
         * @return true if one does
         */
        public static boolean anyHolds(List<AddressRange> ranges, @Nullable InetAddress address) {
            if (address == null || ranges.isEmpty()) {
                return false;
            }
            InetSocketAddress probe = new InetSocketAddress(address, 0);
            for (AddressRange range : ranges) {
                if (range.rule.matches(probe)) {
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
