package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * Where an actuation goes.
 *
 * @param address the device's address, or null if it goes nowhere
 * @param otherwise why it goes nowhere
 */
record Route(@Nullable DeviceAddress address, ActuationOutcome otherwise) {

    static Route to(DeviceAddress address) {
        return new Route(address, ActuationOutcome.FORWARDED);
    }

    static Route nowhere(ActuationOutcome why) {
        return new Route(null, why);
    }
}
