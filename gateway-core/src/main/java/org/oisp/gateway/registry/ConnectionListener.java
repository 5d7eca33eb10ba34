package org.oisp.gateway.registry;

/**
 * Who is told of each device that connects and disconnects, once each and in that order. One that registers again on its own connection
 * does neither. Called in the middle of registrations: must not block. Thread-safe.
 */
public interface ConnectionListener {

    /** Nobody wants to know. */
    ConnectionListener UNTOLD = new ConnectionListener() {
        @Override
        public void came(Mailbox mailbox) {
            // So be it.
        }

        @Override
        public void went(Mailbox mailbox) {
            // So be it.
        }
    };

    /**
     * A device has connected.
     *
     * @param mailbox its mailbox
     */
    void came(Mailbox mailbox);

    /**
     * A device's connection has ended, or has been closed for a newer one.
     *
     * @param mailbox its mailbox; of the same {@link Mailbox#sinceMillis()} as when it came
     */
    void went(Mailbox mailbox);
}
