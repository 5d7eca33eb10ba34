package org.oisp.gateway.server.config;

import org.oisp.gateway.server.config.neighbour.NeighbourSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.socket.SocketSettings;

/**
 * All settings, checked. Its text form contains no secrets.
 *
 * @param sockets the device port
 * @param peers what the peers of this port must present, and what they may occupy
 * @param registration how devices register
 * @param neighbours the servers that the gateway depends on
 * @param management the management port
 * @param operations log, journal, traces, self-probe and drain
 * @param report origins and notes from reading the settings
 */
public record GatewaySettings(
        SocketSettings sockets,
        PeerSettings peers,
        RegistrationSettings registration,
        NeighbourSettings neighbours,
        ManagementSettings management,
        OperationsSettings operations,
        ConfigurationReport report) {}
