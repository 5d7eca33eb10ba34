package org.oisp.gateway.server.socket.origin;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/**
 * {@code X-Forwarded-For}: each proxy writes whom it serves behind what it was sent, so the last entry is the nearest proxy's, and one
 * before it is worth as much as whoever wrote it. No standard says how an entry looks: taken is what proxies write, docs/decisions/021.
 */
final class ForwardedFor {

    /**
     * An IPv4 address, an IPv6 address in brackets or a name that stands for an address (RFC 7239, 6.3), then perhaps a port, which may be
     * such a name, too; or an IPv6 address by itself. An IPv6 address may have a zone, which means something to the proxy only.
     */
    private static final Pattern ENTRY = Pattern.compile(
            "(?:(?<four>[0-9.]+)|\\[(?<six>[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~%-]+)?]|(?<hidden>(?i:unknown)|_[0-9A-Za-z._-]+))"
                    + "(?::(?:\\d{1,5}|_[0-9A-Za-z._-]+))?"
                    + "|(?<plain>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+)(?:%[0-9A-Za-z._~%-]+)?");

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
     * @return the first address that is no such proxy's, or else the farthest proxy's that is: the only address that is known where that
     *     proxy hides whom it serves
     */
    static InetAddress resolve(InetAddress nearest, List<String> lines, List<AddressRange> proxies)
            throws MalformedException {
        InetAddress known = nearest;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] entries = lines.get(line).split(",", -1);
            for (int i = entries.length - 1; i >= 0; i--) {
                String entry = unquoted(entries[i].trim());
                if (entry.isEmpty()) {
                    // Of a list that was put together without looking (RFC 9110, 5.6.1.2).
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

    /** Null for "unknown" and made-up names: the proxy keeps the address to itself, or does not know it. */
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
