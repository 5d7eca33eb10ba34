package org.oisp.gateway.protocol;

/** Who is told what becomes of a delivery at the device's socket. Must not block. */
@FunctionalInterface
public interface DeliveryObserver {

    /** Nobody wants to know. */
    DeliveryObserver UNWANTED = sinceReceivedNanos -> {};

    /**
     * Its frame was handed to the socket; called by the socket's event loop, once at most.
     *
     * @param sinceReceivedNanos how long ago the actuation was read off its sender's socket
     */
    void written(long sinceReceivedNanos);

    /**
     * As {@link #written(long)}, and has the time recorded. A receipt that belongs to a trace makes it the thread's current one while
     * that is done, so that the record can name it.
     *
     * @param timer records the time
     * @param sinceReceivedNanos how long ago the actuation was read off its sender's socket
     */
    default void written(DeliveryTimer timer, long sinceReceivedNanos) {
        timer.delivered(sinceReceivedNanos);
        written(sinceReceivedNanos);
    }

    /** Records how long deliveries take. */
    @FunctionalInterface
    interface DeliveryTimer {

        /**
         * An actuation's frame was handed to the device's socket.
         *
         * @param sinceReceivedNanos how long ago the actuation was read off its sender's socket
         */
        void delivered(long sinceReceivedNanos);
    }
}
