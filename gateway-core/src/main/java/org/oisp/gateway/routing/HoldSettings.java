package org.oisp.gateway.routing;

import java.time.Duration;

/**
 * The limits of holding actuations for devices that are about to reconnect.
 *
 * @param time how long an actuation is held at most; zero for never
 * @param messages the maximum number of held actuations
 * @param bytes their maximum total length
 */
public record HoldSettings(Duration time, int messages, long bytes) {

    /** Holds nothing. */
    public static final HoldSettings NEVER = new HoldSettings(Duration.ZERO, 0, 0);
}
