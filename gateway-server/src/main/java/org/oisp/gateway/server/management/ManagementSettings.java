package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.secret.Password;

/**
 * Settings of the management port.
 *
 * @param host the address to listen on; loopback by default
 * @param port the port; 0 for any free port
 * @param connections the bounds of its connections
 * @param busRequired whether an instance without Redis is not ready, instead of degraded
 * @param password the password of the API; null for none, which limits the API to loopback
 * @param presence the bounds of presence queries
 * @param live the bounds of viewers
 */
public record ManagementSettings(
        String host,
        int port,
        ConnectionSettings connections,
        boolean busRequired,
        @Nullable Password password,
        PresenceSettings presence,
        LiveSettings live) {

    /**
     * Returns a copy with at most this many connections.
     *
     * @param max the limit that the file descriptors allow
     * @return the limited settings
     */
    public ManagementSettings atMost(int max) {
        return new ManagementSettings(host, port, connections.atMost(max), busRequired, password, presence, live);
    }
}
