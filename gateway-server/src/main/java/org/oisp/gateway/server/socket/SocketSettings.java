package org.oisp.gateway.server.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings;

/**
 * The bounds of the device port.
 *
 * @param port where devices and senders connect; 0 takes any free one
 * @param maxConnections how many sockets may be open; more are answered 503
 * @param maxFrameBytes the longest payload of a frame
 * @param maxMessageBytes the longest message, its fragments together
 * @param handshakeTimeout how long a peer may take for its handshake
 * @param closeTimeout how long a peer may take to close its side after a close frame
 * @param tls the certificate and what else TLS takes; null for none
 * @param origins who is believed about the addresses of peers
 */
public record SocketSettings(
        int port,
        int maxConnections,
        int maxFrameBytes,
        int maxMessageBytes,
        Duration handshakeTimeout,
        Duration closeTimeout,
        @Nullable TlsSettings tls,
        OriginSettings origins) {

    /**
     * The same but for one bound.
     *
     * @param connections how many sockets may be open
     * @return these with that
     */
    public SocketSettings withMaxConnections(int connections) {
        return new SocketSettings(
                port, connections, maxFrameBytes, maxMessageBytes, handshakeTimeout, closeTimeout, tls, origins);
    }
}
