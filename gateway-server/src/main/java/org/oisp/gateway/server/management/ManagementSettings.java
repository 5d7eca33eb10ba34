package org.oisp.gateway.server.management;

import java.time.Duration;

/**
 * Where operators connect.
 *
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes any free one
 * @param idleTimeout how long a connection may be without a request
 * @param busRequired whether an instance that does not reach the others is not ready, instead of degraded
 */
public record ManagementSettings(String host, int port, Duration idleTimeout, boolean busRequired) {}
