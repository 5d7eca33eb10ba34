package org.oisp.gateway.server.socket;

import org.oisp.gateway.server.accept.AcceptorEvents;

/**
 * How many sockets the device port may have, and who is told where that is reached.
 *
 * @param sockets how many
 * @param events told of it
 */
public record DevicePortBounds(SocketBounds sockets, AcceptorEvents events) {

    /** Whether a socket, one of so many now, is answered 503. */
    boolean isFull(int open) {
        boolean full = open > sockets.connections();
        if (full) {
            events.full(sockets.connections(), sockets.cause());
        }
        return full;
    }

    /** Whether it is closed without an answer. */
    boolean isFlood(int open) {
        return open - sockets.connections() > sockets.refusals();
    }
}
