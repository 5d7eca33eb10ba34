package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * The destination of an actuation.
 *
 * @param address the device's address, or null if there is no destination
 * @param otherwise the outcome if there is no destination
 */
record Route(@Nullable DeviceAddress address, ActuationOutcome otherwise) {

    static Route to(DeviceAddress address) {
        return new Route(address, ActuationOutcome.FORWARDED);
    }

    static Route nowhere(ActuationOutcome why) {
        return new Route(null, why);
    }
}
