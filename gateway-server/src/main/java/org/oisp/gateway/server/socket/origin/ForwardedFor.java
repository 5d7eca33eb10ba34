package org.oisp.gateway.server.socket.origin;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * {@code X-Forwarded-For}: each proxy writes whom it serves behind what it was sent, so the last entry is the nearest proxy's, and one
 * before it is worth as much as whoever wrote it.
 */
final class ForwardedFor {

    /** An IPv4 address or an IPv6 address in brackets, with a port that some proxies write. */
    private static final Pattern WITH_PORT = Pattern.compile("(?:([0-9.]+)|\\[([0-9A-Fa-f:.]+)])(?::\\d{1,5})?");

    private ForwardedFor() {}

    /** An entry that counts is no address. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("X-Forwarded-For holds no address", null, false, false);
        }
    }

    /**
     * Goes back from proxy to proxy as long as each is believed.
     *
     * @param nearest the proxy that has sent the headers, who is believed
     * @param lines the values of all such headers, in their order
     * @return the first address that is no such proxy's, or else the farthest proxy's that is
     */
    static InetAddress resolve(InetAddress nearest, List<String> lines, List<AddressRange> proxies)
            throws MalformedException {
        InetAddress known = nearest;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] entries = lines.get(line).split(",", -1);
            for (int entry = entries.length - 1; entry >= 0; entry--) {
                InetAddress before = address(entries[entry].trim());
                if (before == null) {
                    return known;
                }
                known = before;
                if (!AddressRange.anyHolds(proxies, known)) {
                    return known;
                }
            }
        }
        return known;
    }

    /** Null for "unknown" and the made-up names of RFC 7239, 6: the proxy keeps it to itself. */
    private static @Nullable InetAddress address(String entry) throws MalformedException {
        if (entry.equalsIgnoreCase("unknown") || entry.startsWith("_")) {
            return null;
        }
        Matcher parts = WITH_PORT.matcher(entry);
        String text = !parts.matches() ? entry : parts.group(1) != null ? parts.group(1) : parts.group(2);
        InetAddress address = PeerAddress.parse(text);
        if (address == null) {
            throw new MalformedException();
        }
        return address;
    }
}
