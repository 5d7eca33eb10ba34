package org.oisp.gateway.server.socket.origin;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** What a port's connections share to track their origins: the trusted proxies, and how many connections each address has. Thread-safe. */
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
