package org.oisp.gateway.server.socket.origin;

import io.netty.channel.Channel;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Knows where the connections of a port come from, and how many each address has. Thread-safe. */
public final class OriginTracker {

    private final OriginSettings settings;
    private final AddressCounts counts = new AddressCounts();

    private OriginTracker(OriginSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes what the settings ask for.
     *
     * @param settings who is believed, and the bound
     * @return null if nobody is believed and there is no bound: then a connection's address is its socket's
     */
    public static @Nullable OriginTracker of(OriginSettings settings) {
        return settings.proxies().isEmpty() && settings.maxConnectionsPerAddress() == 0
                ? null
                : new OriginTracker(settings);
    }

    /**
     * A connection was accepted.
     *
     * @param channel the connection
     * @return where it comes from, as far as that is known by now
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
