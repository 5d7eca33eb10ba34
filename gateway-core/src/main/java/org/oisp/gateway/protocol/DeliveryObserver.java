package org.oisp.gateway.protocol;

/** Receives the outcome of a delivery at the device's socket. Must not block. */
@FunctionalInterface
public interface DeliveryObserver {

    /** Ignores the outcome. */
    DeliveryObserver NONE = sinceReceivedNanos -> {};

    /**
     * Called when the frame has been handed to the socket, at most once, on the socket's event loop.
     *
     * @param sinceReceivedNanos nanoseconds since the actuation was read from its sender's socket
     */
    void written(long sinceReceivedNanos);

    /**
     * Like {@link #written(long)}, and records the time. An observer that belongs to a trace makes the trace current on the thread
     * meanwhile, so that the recorded time can refer to it.
     *
     * @param timer records the time
     * @param sinceReceivedNanos nanoseconds since the actuation was read from its sender's socket
     */
    default void written(DeliveryTimer timer, long sinceReceivedNanos) {
        timer.delivered(sinceReceivedNanos);
        written(sinceReceivedNanos);
    }

    /** Records how long deliveries take. */
    @FunctionalInterface
    interface DeliveryTimer {

        /**
         * Records that an actuation's frame has been handed to the device's socket.
         *
         * @param sinceReceivedNanos nanoseconds since the actuation was read from its sender's socket
         */
        void delivered(long sinceReceivedNanos);
    }
}
