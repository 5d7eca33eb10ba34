package org.oisp.gateway.server.management.http;

import org.oisp.gateway.telemetry.Tagged;

/**
 * Why a connection to the management port was closed that its client would have gone on with. Each is the value of a meter's tag, in
 * lower case.
 */
public enum ManagementCut implements Tagged {
    /** The rest of a body came and came, behind the answer to its request. */
    UNWANTED_BODY,
    /** A request did not come to its end in time. */
    SLOW_REQUEST,
    /** A request came behind one whose answer does not end. */
    PIPELINED,
    /** It made room for a newer one, or there was no room for it. */
    TOO_MANY_CONNECTIONS,
    /** It sent what is no request. */
    MALFORMED
}
