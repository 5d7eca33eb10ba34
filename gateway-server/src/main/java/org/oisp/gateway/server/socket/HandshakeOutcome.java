package org.oisp.gateway.server.socket;

import org.oisp.gateway.telemetry.Tagged;

/** What was answered to a handshake or to a plain HTTP request. Each is the value of a meter's tag, in lower case. */
public enum HandshakeOutcome implements Tagged {
    /** 101. */
    ACCEPTED,
    /** 404: a plain HTTP request. */
    NOT_FOUND,
    /** 403: the subprotocol was not offered. */
    FORBIDDEN,
    /** 400, 414 or 431: not a good handshake, or no good HTTP, or a forwarded address that is none. */
    BAD_REQUEST,
    /** 426: another version of WebSocket. */
    UPGRADE_REQUIRED,
    /** 408: the request was not whole in time; without an answer if TLS or a PROXY header was not done by then. */
    TIMED_OUT,
    /** 503: there are as many connections as there may be. */
    TOO_MANY_CONNECTIONS,
    /** 503: it has waited too long to be read, since too many connect at once. */
    TOO_BUSY,
    /** 503: the gateway is about to stop, or is kept empty. */
    DRAINING,
    /** 429: there are as many connections from the peer's address as there may be. */
    TOO_MANY_FROM_ADDRESS,
    /** 429: the peer's address misbehaves, and is limited. */
    ADDRESS_LIMITED,
    /** No answer: no TLS session could be agreed on. */
    TLS_FAILED,
    /** No answer: a proxy did not send a good PROXY header first. */
    BAD_PROXY_HEADER
}
