package org.oisp.gateway.server.management;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.secret.Password;

/**
 * Where operators connect.
 *
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes any free one
 * @param connections the bounds of each connection
 * @param busRequired whether an instance that does not reach the others is not ready, instead of degraded
 * @param password what the API asks for; null for none, and then there is no API but on loopback
 * @param presence the bounds of questions who is connected where
 * @param live the bounds of watching
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
     * The same with fewer connections.
     *
     * @param most how many there are files for
     * @return settings with at most so many
     */
    public ManagementSettings atMost(int most) {
        return new ManagementSettings(host, port, connections.atMost(most), busRequired, password, presence, live);
    }
}
