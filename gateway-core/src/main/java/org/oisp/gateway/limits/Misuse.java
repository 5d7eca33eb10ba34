package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/**
 * What an address may do only a limited number of times per minute. Each is a meter's tag value, in lower case. A well-behaved fleet does
 * none of it, however large it is and however fast it reconnects.
 */
public enum Misuse implements Tagged {
    /** A registration with an invalid token or certificate. */
    WRONG_TOKEN("wrong tokens"),
    /** An actuation with a wrong user name or password. */
    WRONG_CREDENTIALS("actuations with wrong credentials"),
    /** A connection that ended before it had sent a message. */
    ABANDONED_CONNECTION("connections without a message"),
    /** A TLS or WebSocket handshake that was not complete in time. */
    SLOW_HANDSHAKE("handshakes that timed out"),
    /** A TLS handshake that failed. */
    FAILED_TLS("TLS handshakes that failed"),
    /** A message or frame that could not be parsed. */
    MALFORMED_MESSAGE("malformed messages or frames"),
    /** A connection that still has no device and has sent no valid actuation; counted once per ping interval. */
    UNREGISTERED_CONNECTION("checks that found a connection still without a device"),
    /** A connection that did something too often: see {@link Flood}. */
    FLOOD("floods on a connection");

    private final String plural;

    Misuse(String plural) {
        this.plural = plural;
    }

    /** Returns the plural for a log line, to follow a number. */
    public String plural() {
        return plural;
    }
}
