package org.oisp.gateway.server.management;

/**
 * Where operators connect.
 *
 * @param host the address to listen on; loopback unless told otherwise
 * @param port the port; 0 takes any free one
 */
public record ManagementSettings(String host, int port) {}
