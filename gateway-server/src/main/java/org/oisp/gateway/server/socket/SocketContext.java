package org.oisp.gateway.server.socket;

import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.protocol.MessageReader;
import org.oisp.gateway.server.socket.limit.AddressLimits;

/**
 * What all the sockets of a server share.
 *
 * @param settings their bounds
 * @param reader reads their messages
 * @param events told of what happens
 * @param admission whether new sessions are taken
 * @param limits who misbehaves
 */
record SocketContext(
        SocketSettings settings,
        MessageReader reader,
        GatewayEvents events,
        Admission admission,
        AddressLimits limits) {
    SocketContext(SocketSettings settings, MessageReader reader, GatewayEvents events) {
        this(settings, reader, events, new Admission(), new AddressLimits(settings.origins(), events.strangers()));
    }
}
