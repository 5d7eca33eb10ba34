package org.oisp.gateway.server.socket;

import org.oisp.gateway.server.accept.AcceptorEvents;

/**
 * The limits on the device port's sockets, and the receiver of the event that they are reached.
 *
 * @param sockets the limits
 * @param events receives the event
 */
public record DevicePortBounds(SocketBounds sockets, AcceptorEvents events) {

    /** Returns whether a new socket, now one of {@code open}, is answered 503. */
    boolean isFull(int open) {
        boolean full = open > sockets.connections();
        if (full) {
            events.full(sockets.connections(), sockets.cause());
        }
        return full;
    }

    /** Returns whether a new socket is closed without an answer. */
    boolean isFlood(int open) {
        return open - sockets.connections() > sockets.refusals();
    }
}
