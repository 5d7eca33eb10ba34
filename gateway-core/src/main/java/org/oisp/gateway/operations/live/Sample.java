package org.oisp.gateway.operations.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.DeviceRegistry.Backlog;
import org.oisp.gateway.telemetry.DeliveryTimes.DeliveryPercentiles;

/**
 * The events of about one second, and the state at its end.
 *
 * @param at the end of the interval, in milliseconds since 1970
 * @param millis the interval's actual length in milliseconds
 * @param connections open sockets
 * @param devices registered devices
 * @param underWay registrations without an answer yet
 * @param counts the events counted in the interval
 * @param deliveries the delivery times; null if there were no deliveries
 * @param backlog the messages waiting in mailboxes
 * @param healthSample the state of the neighbours
 * @param cpu the process's share of all processors, from 0 to 1
 * @param heap the process's heap usage
 * @param draining whether the gateway had begun to drain
 * @param alerts the alerts that fired
 * @param limited the addresses that were limited
 */
record Sample(
        long at,
        long millis,
        int connections,
        int devices,
        int underWay,
        EventCounts counts,
        @Nullable DeliveryPercentiles deliveries,
        Backlog backlog,
        HealthSample healthSample,
        double cpu,
        ProcessUsage.Heap heap,
        boolean draining,
        List<FiringAlert> alerts,
        List<LimitedAddress> limited) {}
