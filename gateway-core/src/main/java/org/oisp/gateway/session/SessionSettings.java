package org.oisp.gateway.session;

import java.time.Duration;

/**
 * The bounds of a session.
 *
 * @param pingInterval a peer that was silent so long is pinged
 * @param pingGrace a pinged peer that stays silent so long is dropped
 * @param firstMessage a connection that sent no message so long after its handshake is closed
 * @param devices how many devices one connection may hold
 */
public record SessionSettings(Duration pingInterval, Duration pingGrace, Duration firstMessage, int devices) {}
