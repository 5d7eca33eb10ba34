package org.oisp.gateway.receipt;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;

/**
 * The final outcome of an actuation.
 *
 * @param reason why; names the outcome
 * @param device the device; null if it is unknown which one is meant
 * @param atMillis when the outcome was known, in milliseconds since 1970 by the clock of the instance that reports
 * @param micros microseconds from the actuation's arrival at this instance to the outcome
 * @param detail the device's report, or what is wrong with the request; null for none
 */
public record Receipt(
        OutcomeReason reason,
        @Nullable DeviceAddress device,
        long atMillis,
        long micros,
        @Nullable String detail) {

    /** Returns the outcome. */
    public FinalOutcome outcome() {
        return reason.outcome();
    }
}
