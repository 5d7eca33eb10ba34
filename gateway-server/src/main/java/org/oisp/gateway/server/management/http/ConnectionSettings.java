package org.oisp.gateway.server.management.http;

import java.time.Duration;

/**
 * The bounds of a connection.
 *
 * @param idleTimeout how long it may be without a request
 * @param requestTimeout how long a request may take to come in, from its first byte to the last of its body
 * @param closeTimeout how long a client may take, after the last answer, to stop sending and to close its side
 */
public record ConnectionSettings(Duration idleTimeout, Duration requestTimeout, Duration closeTimeout) {}
