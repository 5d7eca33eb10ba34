package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/** An action against a misbehaving peer or address. Each is a meter's tag value, in lower case. */
public enum LimitAction implements Tagged {
    /** Delayed the answer to a handshake from a limited address. */
    DELAYED,
    /** Answered a handshake from a limited address with 429. */
    REFUSED,
    /** Closed a connection from a limited or banned address when it was accepted. */
    NOT_ACCEPTED,
    /** Paused reading from a connection for a {@link Flood}. */
    PAUSED,
    /** Did not limit an address that should be limited, because the maximum number of addresses is limited already. */
    MISSED
}
