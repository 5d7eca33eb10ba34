package org.oisp.gateway.server.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port the port number
 */
public record HostAndPort(String host, int port) {

    /** The highest port. */
    public static final int MAX_PORT = 65_535;

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._%-]+|(?=.*:.*:)[0-9A-Fa-f:.]+(%\\w+)?");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

    /**
     * Returns whether a text can be a host. A text with a port, a path or a scheme cannot.
     *
     * @param text any text
     * @return whether it can be a host
     */
    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /**
     * Parses {@code host:port}.
     *
     * @param text any text
     * @param defaultPort the port if the text has none; 0 to require one
     * @return the address, or null if the text is invalid
     */
    public static @Nullable HostAndPort parse(String text, int defaultPort) {
        Matcher parts = ADDRESS.matcher(text.trim());
        if (!parts.matches()) {
            return null;
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        int port = parts.group(3) == null ? defaultPort : Integer.parseInt(parts.group(3));
        return host != null && isHost(host) && port >= 1 && port <= MAX_PORT ? new HostAndPort(host, port) : null;
    }

    /**
     * Parses {@code host:port,host:port}.
     *
     * @param text any text
     * @param defaultPort the port if an address has none; 0 to require one
     * @return the addresses, or null if one is invalid
     */
    public static @Nullable List<HostAndPort> parseList(String text, int defaultPort) {
        List<HostAndPort> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            HostAndPort hostAndPort = parse(part, defaultPort);
            if (hostAndPort == null) {
                return null;
            }
            addresses.add(hostAndPort);
        }
        return addresses;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
