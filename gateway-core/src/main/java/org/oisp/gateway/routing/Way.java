package org.oisp.gateway.routing;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.events.ActuationOutcome;

/**
 * Where an actuation goes.
 *
 * @param address the device's address, or null if it goes nowhere
 * @param otherwise why it goes nowhere
 */
record Way(@Nullable DeviceAddress address, ActuationOutcome otherwise) {

    static Way to(DeviceAddress address) {
        return new Way(address, ActuationOutcome.FORWARDED);
    }

    static Way nowhere(ActuationOutcome why) {
        return new Way(null, why);
    }
}
