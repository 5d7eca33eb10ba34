package org.oisp.gateway.server.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings;

/**
 * The settings of the device port.
 *
 * @param port where devices and senders connect; 0 takes any free one
 * @param maxConnections how many sockets may be open; more are answered 503
 * @param maxFrameBytes the longest payload of a frame, in bytes
 * @param maxMessageBytes the longest message, all fragments together, in bytes
 * @param timeouts how long peers may take at the beginning and at the end of a connection
 * @param tls the settings of TLS, such as the certificate; null without TLS
 * @param origins the trusted proxies, and the limits of each address
 */
public record SocketSettings(
        int port,
        int maxConnections,
        int maxFrameBytes,
        int maxMessageBytes,
        PeerTimeouts timeouts,
        @Nullable TlsSettings tls,
        OriginSettings origins) {

    /**
     * Returns a copy with another maximum of connections.
     *
     * @param connections how many sockets may be open
     * @return the copy
     */
    public SocketSettings withMaxConnections(int connections) {
        return new SocketSettings(port, connections, maxFrameBytes, maxMessageBytes, timeouts, tls, origins);
    }

    /**
     * How long a peer may take at the beginning, in between and at the end of its connection.
     *
     * @param handshake how long it may take for its handshake
     * @param close how long it may take to close its side after a close frame
     * @param unacknowledged how long its kernel may leave bytes unacknowledged; zero for as long as this kernel waits
     */
    public record PeerTimeouts(Duration handshake, Duration close, Duration unacknowledged) {}
}
