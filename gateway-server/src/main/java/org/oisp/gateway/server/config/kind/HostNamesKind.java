package org.oisp.gateway.server.config.kind;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/** A host's name or address, or several of them, each with a port or without. */
public record HostNamesKind() implements SettingKind<List<String>> {

    /**
     * Returns a host or several.
     *
     * @return the kind
     */
    public static HostNamesKind hostNames() {
        return new HostNamesKind();
    }

    @Override
    public @Nullable List<String> parse(String text) {
        if (HostAndPort.isHost(text)) {
            return List.of(text);
        }
        // A single host has its port in another setting.
        List<String> hosts = List.of(text.split(",", -1));
        boolean good = hosts.size() > 1
                && hosts.stream().allMatch(host -> HostAndPort.parse(host, HostAndPort.MAX_PORT) != null);
        return good ? hosts.stream().map(String::trim).toList() : null;
    }

    @Override
    public String wrong(String text) {
        return text.contains(",")
                ? "is not a list of names or addresses such as host1,host2 or host1:5432,host2:5432"
                : "is not a host's name or address";
    }

    @Override
    public String allowed() {
        return "name or address, or several: host1,host2";
    }
}
