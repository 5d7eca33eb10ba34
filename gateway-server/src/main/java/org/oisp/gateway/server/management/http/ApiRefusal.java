package org.oisp.gateway.server.management.http;

import org.oisp.gateway.telemetry.Tagged;

/** Why a request to the operators' API was refused. Each is the value of a meter's tag, in lower case. */
public enum ApiRefusal implements Tagged {
    /** A password is needed, and none was offered. */
    NO_CREDENTIALS,
    /** User name or password is wrong. */
    WRONG_CREDENTIALS,
    /** The port is open to other machines, and there is no password. */
    NO_PASSWORD,
    /** The request was made to a name that is not this machine's. */
    FOREIGN_HOST,
    /** The request was made by a web page of another place. */
    FOREIGN_ORIGIN
}
