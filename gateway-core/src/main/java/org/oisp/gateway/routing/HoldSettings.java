package org.oisp.gateway.routing;

import java.time.Duration;

/**
 * The limits of holding actuations for devices that are about to reconnect.
 *
 * @param time how long an actuation is held at most; zero for never
 * @param messages the maximum number of held actuations
 * @param bytes their maximum total length
 * @param devices the maximum number of devices that are expected back; of more, those that left first are forgotten
 */
public record HoldSettings(Duration time, int messages, long bytes, int devices) {

    /** The greatest useful {@link #devices}. */
    public static final int MOST_DEVICES = 65_536;

    /** Holds nothing. */
    public static final HoldSettings NEVER = new HoldSettings(Duration.ZERO, 0, 0, 0);

    /**
     * Returns a copy with a lower bound of devices.
     *
     * @param devices the bound, unless {@link #devices} is lower
     * @return the limited settings
     */
    public HoldSettings atMost(int devices) {
        return new HoldSettings(time, messages, bytes, Math.min(this.devices, devices));
    }
}
