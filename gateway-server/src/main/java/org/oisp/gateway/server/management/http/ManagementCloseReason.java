package org.oisp.gateway.server.management.http;

import org.oisp.gateway.telemetry.Tagged;

/**
 * Why the gateway closed a connection to the management port that its client still used. Each lower-case name is a value of a meter's
 * tag.
 */
public enum ManagementCloseReason implements Tagged {
    /** After the response, the rest of the request's body was too long. */
    UNWANTED_BODY,
    /** A request was not complete in time. */
    SLOW_REQUEST,
    /** A request came after one whose response does not end. */
    PIPELINED,
    /** It was evicted for a newer one, or no other could be evicted for it. */
    TOO_MANY_CONNECTIONS,
    /** It sent an invalid request. */
    MALFORMED
}
