package org.oisp.gateway.session;

import java.time.Duration;

/**
 * The limits of a session.
 *
 * @param pingInterval silence after which a peer is pinged
 * @param pingGrace further silence after which a pinged peer is dropped
 * @param firstMessage time after the handshake within which a connection must send a message, or be closed
 * @param devices maximum number of devices per connection
 */
public record SessionSettings(Duration pingInterval, Duration pingGrace, Duration firstMessage, int devices) {}
