package org.oisp.gateway.server.config.kind;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/**
 * Hosts with ports, separated by commas.
 *
 * @param defaultPort the port of a host without one
 * @param example such a list
 */
public record HostListKind(int defaultPort, String example) implements SettingKind<List<HostAndPort>> {

    /**
     * Returns a list of hosts.
     *
     * @param defaultPort the port of a host without one
     * @param example such a list
     * @return the kind
     */
    public static HostListKind hosts(int defaultPort, String example) {
        return new HostListKind(defaultPort, example);
    }

    @Override
    public @Nullable List<HostAndPort> parse(String text) {
        return HostAndPort.parseList(text, defaultPort);
    }

    @Override
    public String wrong(String text) {
        return "is not a list such as " + example;
    }

    @Override
    public String allowed() {
        return "host:port,host:port; " + defaultPort + " for a port that is left out";
    }
}
