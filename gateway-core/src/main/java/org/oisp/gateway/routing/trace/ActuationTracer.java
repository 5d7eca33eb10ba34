package org.oisp.gateway.routing.trace;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ActuationObserver;

/** Chooses the actuations that are followed. Thread-safe; does not block, and is quick for those that it does not choose. */
public interface ActuationTracer {

    /**
     * An actuation was received.
     *
     * @param door where
     * @param traceparent what it says of the trace that it belongs to (W3C Trace Context); null for nothing. What cannot be
     *     understood counts as nothing.
     * @param receivedNanos when, as {@link System#nanoTime()}
     * @param device whom it names: an identity, or what the protocol calls a target
     * @return who follows it; null if nobody does
     */
    @Nullable
    ActuationObserver begin(Door door, @Nullable String traceparent, long receivedNanos, Object device);

    /** Where an actuation comes in. */
    enum Door {
        /** The device port. */
        SOCKET,
        /** The management port. */
        API,
        /** Redis: from another instance, or from the dashboard. */
        BUS
    }
}
