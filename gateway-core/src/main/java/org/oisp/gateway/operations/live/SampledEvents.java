package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.function.Supplier;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.telemetry.DeliveryTimes;

/**
 * The sources of the counts in samples.
 *
 * @param counts returns all counts since the start
 * @param deliveryTimes the delivery times
 * @param limitedAddresses returns the addresses that are limited now
 */
public record SampledEvents(
        Supplier<EventCounts> counts, DeliveryTimes deliveryTimes, Supplier<List<LimitedAddress>> limitedAddresses) {}
