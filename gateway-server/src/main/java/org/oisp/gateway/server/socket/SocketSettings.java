package org.oisp.gateway.server.socket;

import java.time.Duration;

/**
 * The bounds of the device port.
 *
 * @param port where devices and senders connect; 0 takes any free one
 * @param maxConnections how many sockets may be open; more are answered 503
 * @param maxFrameBytes the longest payload of a frame
 * @param maxMessageBytes the longest message, its fragments together
 * @param handshakeTimeout how long a peer may take for its handshake
 * @param closeTimeout how long a peer may take to close its side after a close frame
 */
public record SocketSettings(
        int port,
        int maxConnections,
        int maxFrameBytes,
        int maxMessageBytes,
        Duration handshakeTimeout,
        Duration closeTimeout) {}
