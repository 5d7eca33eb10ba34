package org.oisp.gateway.server.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port.
 *
 * @param host a name or an address, an IPv6 one without its brackets
 * @param port the port
 */
public record HostAndPort(String host, int port) {

    /** The highest port. */
    public static final int MAX_PORT = 65_535;

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._%-]+|(?=.*:.*:)[0-9A-Fa-f:.]+(%\\w+)?");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

    /**
     * Whether a text can be a host: what has a port, a path or a scheme cannot.
     *
     * @param text any text
     * @return whether it can
     */
    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /**
     * Reads {@code host:port}.
     *
     * @param text any text
     * @param defaultPort the port where there is none; 0 if it must be there
     * @return the address, or null if the text is none
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
     * Reads {@code host:port,host:port}.
     *
     * @param text any text
     * @param defaultPort the port where there is none; 0 if it must be there
     * @return the addresses, or null if one is none
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
