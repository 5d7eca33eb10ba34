package org.oisp.gateway.server.management;

import java.time.Duration;

/**
 * Where operators connect.
 *
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes any free one
 * @param idleTimeout how long a connection may be without a request
 */
public record ManagementSettings(String host, int port, Duration idleTimeout) {}
