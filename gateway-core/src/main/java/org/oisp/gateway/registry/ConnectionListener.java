package org.oisp.gateway.registry;

/**
 * Is told when a device connects and disconnects, once each and in that order. A device that registers again on its own connection causes
 * neither call. Called during registrations: must not block. Implementations must be thread-safe.
 */
public interface ConnectionListener {

    /** Ignores both calls. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public void connected(Mailbox mailbox) {
            // ignored
        }

        @Override
        public void disconnected(Mailbox mailbox) {
            // ignored
        }
    };

    /**
     * Called when a device has connected.
     *
     * @param mailbox its mailbox
     */
    void connected(Mailbox mailbox);

    /**
     * Called when a device's connection has ended, or was closed for a newer one.
     *
     * @param mailbox its mailbox; {@link Mailbox#sinceMillis()} is the same as in {@link #connected}
     */
    void disconnected(Mailbox mailbox);
}
