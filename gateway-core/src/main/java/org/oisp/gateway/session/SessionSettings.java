package org.oisp.gateway.session;

import java.time.Duration;

/**
 * The limits of a session.
 *
 * @param pingInterval silence after which a peer is pinged
 * @param pingGrace further silence after which a pinged peer is dropped
 * @param firstMessage time after the handshake within which a connection must send a message, or be closed
 * @param devices maximum number of devices per connection
 * @param expiredTokens what becomes of the connection of a device whose token ends
 */
public record SessionSettings(
        Duration pingInterval, Duration pingGrace, Duration firstMessage, int devices, ExpiredTokens expiredTokens) {

    /**
     * Creates limits under which connections outlive the tokens of their devices.
     *
     * @param pingInterval see above
     * @param pingGrace see above
     * @param firstMessage see above
     * @param devices see above
     */
    public SessionSettings(Duration pingInterval, Duration pingGrace, Duration firstMessage, int devices) {
        this(pingInterval, pingGrace, firstMessage, devices, ExpiredTokens.KEEP);
    }
}
