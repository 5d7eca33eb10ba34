package org.oisp.gateway.server.cluster;

import org.oisp.gateway.registry.ConnectionListener;
import org.oisp.gateway.registry.Mailbox;

/**
 * Tells two listeners.
 *
 * @param first told first
 * @param second told second
 */
record ConnectionListenerPair(ConnectionListener first, ConnectionListener second) implements ConnectionListener {

    @Override
    public void connected(Mailbox mailbox) {
        first.connected(mailbox);
        second.connected(mailbox);
    }

    @Override
    public void disconnected(Mailbox mailbox) {
        first.disconnected(mailbox);
        second.disconnected(mailbox);
    }
}
