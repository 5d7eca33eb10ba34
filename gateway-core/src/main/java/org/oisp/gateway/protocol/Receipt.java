package org.oisp.gateway.protocol;

/** Who is told what becomes of a delivery at the device's socket. Must not block. */
@FunctionalInterface
public interface Receipt {

    /** Nobody wants to know. */
    Receipt UNWANTED = sinceReceivedNanos -> {};

    /**
     * Its frame was handed to the socket; called by the socket's event loop, once at most.
     *
     * @param sinceReceivedNanos how long ago the actuation was read off its sender's socket
     */
    void written(long sinceReceivedNanos);
}
