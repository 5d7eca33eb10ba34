package org.oisp.gateway.server.config.kind;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.source.HostAndPort;

/**
 * A host and a port.
 *
 * @param reason what goes wrong without; the end of the sentence about a wrong value
 */
public record HostPortKind(String reason) implements SettingKind<HostAndPort> {

    /**
     * Returns a host and a port.
     *
     * @param reason what goes wrong without
     * @return the kind
     */
    public static HostPortKind hostAndPort(String reason) {
        return new HostPortKind(reason);
    }

    @Override
    public @Nullable HostAndPort parse(String text) {
        return HostAndPort.parse(text, 0);
    }

    @Override
    public String wrong(String text) {
        return "is not host:port; " + reason;
    }

    @Override
    public String allowed() {
        return "host:port";
    }
}
