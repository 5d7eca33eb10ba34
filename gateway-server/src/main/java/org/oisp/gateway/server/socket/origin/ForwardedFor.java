package org.oisp.gateway.server.socket.origin;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * Parses {@code X-Forwarded-For}: each proxy appends the address of its client, so the last entry comes from the nearest proxy, and an
 * earlier one is only as trustworthy as the proxy that wrote it. No standard defines the entries; accepted is what proxies write
 * (docs/decisions/021).
 */
final class ForwardedFor {

    /**
     * An IPv4 address, an IPv6 address in brackets or an identifier instead of an address (RFC 7239, 6.3), each with an optional port,
     * which may also be an identifier; or a bare IPv6 address. An IPv6 address may have a zone, which means something only to the proxy.
     */
    private static final Pattern ENTRY = Pattern.compile(
            "(?:(?<four>[0-9.]+)|\\[(?<six>[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~%-]+)?]|(?<hidden>(?i:unknown)|_[0-9A-Za-z._-]+))"
                    + "(?::(?:\\d{1,5}|_[0-9A-Za-z._-]+))?"
                    + "|(?<plain>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~%-]+)?");

    private ForwardedFor() {}

    /** An entry that matters is not an address. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException() {
            super("X-Forwarded-For holds no address", null, false, false);
        }
    }

    /**
     * Goes back from proxy to proxy for as long as each is trusted.
     *
     * @param nearest the proxy that sent the headers, which is trusted
     * @param lines the values of all these headers, in their order
     * @return the first address that is not a trusted proxy's; if there is none, or a trusted proxy hides its client's, the address of the
     *     farthest trusted proxy
     */
    static InetAddress resolve(InetAddress nearest, List<String> lines, List<AddressRange> proxies)
            throws MalformedException {
        InetAddress known = nearest;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] entries = lines.get(line).split(",", -1);
            for (int i = entries.length - 1; i >= 0; i--) {
                String entry = unquoted(entries[i].trim());
                if (entry.isEmpty()) {
                    // An empty list element, which a recipient must ignore (RFC 9110, 5.6.1.2).
                    continue;
                }
                InetAddress before = address(entry);
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

    private static String unquoted(String entry) {
        return entry.length() >= 2 && entry.startsWith("\"") && entry.endsWith("\"")
                ? entry.substring(1, entry.length() - 1).trim()
                : entry;
    }

    /** Returns null for "unknown" and other identifiers: the proxy hides the address, or does not know it. */
    private static @Nullable InetAddress address(String entry) throws MalformedException {
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw new MalformedException();
        }
        if (parts.group("hidden") != null) {
            return null;
        }
        String six = parts.group("six") == null ? parts.group("plain") : parts.group("six");
        InetAddress address = PeerAddress.parse(six == null ? parts.group("four") : six);
        if (address == null) {
            throw new MalformedException();
        }
        return address;
    }
}
