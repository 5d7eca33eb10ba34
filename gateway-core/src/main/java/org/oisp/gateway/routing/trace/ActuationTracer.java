package org.oisp.gateway.routing.trace;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationObserver;

/** Chooses the actuations to trace. Implementations must be thread-safe, must not block, and must be fast for actuations not chosen. */
public interface ActuationTracer {

    /**
     * Called when an actuation was received.
     *
     * @param door where it was received
     * @param traceparent its trace (W3C Trace Context); null for none. An invalid one counts as none.
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @param device the device it names: an identity or a {@code Target}
     * @return an observer that follows it; null if it is not traced
     */
    @Nullable
    ActuationObserver begin(Door door, @Nullable String traceparent, long receivedNanos, Object device);

    /** Where an actuation enters. */
    enum Door {
        /** The device port. */
        SOCKET,
        /** The management port. */
        API,
        /** Redis: another instance or the dashboard. */
        BUS
    }
}
