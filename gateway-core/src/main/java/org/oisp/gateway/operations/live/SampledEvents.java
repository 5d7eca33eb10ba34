package org.oisp.gateway.operations.live;

import java.util.List;
import java.util.function.Supplier;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.telemetry.DeliveryTimes;

/**
 * The counts that samples are made of.
 *
 * @param counts returns all counts since the start
 * @param deliveryTimes how long deliveries take
 * @param limitedAddresses returns the addresses that are limited now
 */
public record SampledEvents(
        Supplier<EventCounts> counts, DeliveryTimes deliveryTimes, Supplier<List<LimitedAddress>> limitedAddresses) {}
