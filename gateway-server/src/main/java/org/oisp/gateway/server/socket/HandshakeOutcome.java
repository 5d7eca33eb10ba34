package org.oisp.gateway.server.socket;

import org.oisp.gateway.telemetry.Tagged;

/** The answer to a handshake or plain HTTP request. Each is the value of a meter's tag, in lower case. */
public enum HandshakeOutcome implements Tagged {
    /** 101. */
    ACCEPTED,
    /** 404: a plain HTTP request. */
    NOT_FOUND,
    /** 403: the peer did not offer the subprotocol. */
    FORBIDDEN,
    /** 400, 414 or 431: an invalid handshake or HTTP request, or an invalid forwarded address. */
    BAD_REQUEST,
    /** 426: an unsupported version of WebSocket. */
    UPGRADE_REQUIRED,
    /** 408: the request was not complete in time. No answer if TLS or a PROXY header was not complete by then. */
    TIMED_OUT,
    /** 503: the port has its maximum of connections. */
    TOO_MANY_CONNECTIONS,
    /** 503: the connection waited too long to be read, since too many peers connect at once. */
    TOO_BUSY,
    /** 503: the instance is about to stop, or is kept empty. */
    DRAINING,
    /** 429: the peer's address has its maximum of connections. No answer if it has far more. */
    TOO_MANY_FROM_ADDRESS,
    /** 429: the peer's address is limited for misbehaviour. No answer if its connections are not accepted. */
    ADDRESS_LIMITED,
    /** No answer: the TLS handshake failed. */
    TLS_FAILED,
    /** No answer: a proxy did not send a valid PROXY header first. */
    BAD_PROXY_HEADER
}
