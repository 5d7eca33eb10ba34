package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/** What is done to a peer, or to an address, that misbehaves. Each is the value of a meter's tag, in lower case. */
public enum LimitAction implements Tagged {
    /** A handshake of a limited address was answered later. */
    DELAYED,
    /** A handshake of a limited address was answered 429. */
    REFUSED,
    /** A connection of a limited or banned address was closed as it was accepted. */
    NOT_ACCEPTED,
    /** A connection is not read for a while, for a {@link Flood}. */
    PAUSED,
    /** An address should have been limited, and was not, since as many are limited as may be. */
    MISSED
}
