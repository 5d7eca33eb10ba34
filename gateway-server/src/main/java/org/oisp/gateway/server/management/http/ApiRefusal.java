package org.oisp.gateway.server.management.http;

import org.oisp.gateway.telemetry.Tagged;

/** Why a request to the operators' API was refused. Each lower-case name is a value of a meter's tag. */
public enum ApiRefusal implements Tagged {
    /** A password is required, and the request has none. */
    NO_CREDENTIALS,
    /** User name or password is wrong. */
    WRONG_CREDENTIALS,
    /** The port is not on loopback, and no password is configured. */
    NO_PASSWORD,
    /** The Host header does not name this machine. */
    FOREIGN_HOST,
    /** A web page of another origin made the request. */
    FOREIGN_ORIGIN
}
