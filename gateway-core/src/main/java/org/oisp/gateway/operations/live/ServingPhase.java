package org.oisp.gateway.operations.live;

/** Where a gateway is between its start and its end. */
public enum ServingPhase {
    /** It rehearses registrations on itself, and is not ready. */
    WARMING_UP,
    /** It serves. */
    SERVING,
    /** It has begun to drain. */
    DRAINING
}
