package org.oisp.gateway.server.management.http;

import java.time.Duration;

/**
 * The bounds of the port's connections.
 *
 * @param idleTimeout time without a request after which a connection is closed
 * @param requestTimeout time for a request, from its first byte to the last of its body
 * @param closeTimeout time, after the last response, for a client to stop sending and to close its side
 * @param max maximum number of connections
 * @param maxPerAddress maximum number for one address, or one IPv6 network of 64 bits
 */
public record ConnectionSettings(
        Duration idleTimeout, Duration requestTimeout, Duration closeTimeout, int max, int maxPerAddress) {

    /**
     * Returns a copy with at most this many connections.
     *
     * @param connections the limit that the file descriptors allow
     * @return the limited settings
     */
    public ConnectionSettings atMost(int connections) {
        return new ConnectionSettings(
                idleTimeout, requestTimeout, closeTimeout, Math.min(max, connections), maxPerAddress);
    }
}
