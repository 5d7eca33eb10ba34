package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/** A host's name or address, without a port. */
public record HostKind() implements SettingKind<String> {

    /**
     * Returns a host.
     *
     * @return the kind
     */
    public static HostKind host() {
        return new HostKind();
    }

    @Override
    public @Nullable String parse(String text) {
        return HostAndPort.isHost(text) ? text : null;
    }

    @Override
    public String wrong(String text) {
        return "is not a host's name or address";
    }

    @Override
    public String allowed() {
        return "name or address";
    }
}
