package org.oisp.gateway.server.socket.origin;

import io.netty.channel.Channel;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Tracks the peer addresses of a port's connections, and how many connections each address has. Thread-safe. */
public final class OriginTracker {

    private final OriginSettings settings;
    private final AddressCounts counts = new AddressCounts();

    private OriginTracker(OriginSettings settings) {
        this.settings = settings;
    }

    /**
     * Creates a tracker if the settings need one.
     *
     * @param settings the trusted proxies and the limit
     * @return null without trusted proxies and limit: each connection's address is then its socket's
     */
    public static @Nullable OriginTracker of(OriginSettings settings) {
        return settings.proxies().isEmpty() && settings.maxConnectionsPerAddress() == 0
                ? null
                : new OriginTracker(settings);
    }

    /**
     * Starts tracking an accepted connection.
     *
     * @param channel the connection
     * @return its origin as known so far
     */
    public ConnectionOrigin of(Channel channel) {
        return new ConnectionOrigin(this, channel);
    }

    OriginSettings settings() {
        return settings;
    }

    AddressCounts counts() {
        return counts;
    }

    boolean believes(@Nullable InetAddress address) {
        return AddressRange.anyHolds(settings.proxies(), address);
    }
}
