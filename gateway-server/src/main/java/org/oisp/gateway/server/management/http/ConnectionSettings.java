package org.oisp.gateway.server.management.http;

import java.time.Duration;

/**
 * The bounds of the port's connections.
 *
 * @param idleTimeout how long one may be without a request
 * @param requestTimeout how long a request may take to come in, from its first byte to the last of its body
 * @param closeTimeout how long a client may take, after the last answer, to stop sending and to close its side
 * @param most how many there may be
 * @param mostPerAddress how many one address may have, or one IPv6 network of 64 bits
 */
public record ConnectionSettings(
        Duration idleTimeout, Duration requestTimeout, Duration closeTimeout, int most, int mostPerAddress) {

    /**
     * The same with fewer connections.
     *
     * @param connections how many there are files for
     * @return settings with at most so many
     */
    public ConnectionSettings atMost(int connections) {
        return new ConnectionSettings(
                idleTimeout, requestTimeout, closeTimeout, Math.min(most, connections), mostPerAddress);
    }
}
