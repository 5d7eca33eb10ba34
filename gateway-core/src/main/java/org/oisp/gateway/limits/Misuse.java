package org.oisp.gateway.limits;

import org.oisp.gateway.telemetry.Tagged;

/**
 * What an address may do only so many times a minute. Each is the value of a meter's tag, in lower case. None of it happens to a fleet
 * that behaves, however large it is and however fast it comes back.
 */
public enum Misuse implements Tagged {
    /** A registration with a token, or a certificate, that is no good. */
    WRONG_TOKEN("wrong tokens"),
    /** An actuation with a wrong user name or password. */
    WRONG_CREDENTIALS("actuations with wrong credentials"),
    /** A connection that its peer left, or that was closed, before it had sent a message. */
    ABANDONED_CONNECTION("connections without a message"),
    /** A handshake, of TLS or WebSocket, that was not done in time. */
    SLOW_HANDSHAKE("handshakes that were not done in time"),
    /** A TLS handshake that failed. */
    FAILED_TLS("TLS handshakes that failed"),
    /** A message or frame that could not be understood. */
    MALFORMED_MESSAGE("messages or frames that could not be understood"),
    /** A connection that has stayed without a device and without a good actuation, looked at once a ping interval. */
    UNREGISTERED_CONNECTION("looks at connections that stay without a device"),
    /** A connection that did something too often: see {@link Flood}. */
    FLOOD("floods on a connection");

    private final String plural;

    Misuse(String plural) {
        this.plural = plural;
    }

    /**
     * What several of it are called.
     *
     * @return words for a log line, behind a number
     */
    public String plural() {
        return plural;
    }
}
