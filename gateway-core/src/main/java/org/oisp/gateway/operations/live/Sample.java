package org.oisp.gateway.operations.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.DeviceRegistry.Backlog;
import org.oisp.gateway.telemetry.DeliveryTimes.DeliveryPercentiles;

/**
 * What happened within about a second, and how things were at its end.
 *
 * @param at its end, in milliseconds since 1970
 * @param millis how long it really was
 * @param connections sockets that were open
 * @param devices devices that were registered
 * @param underWay registrations without an answer yet
 * @param counts what was counted within it
 * @param deliveries what deliveries took; null if there were none
 * @param backlog what waited in mailboxes
 * @param healthSample how the neighbours were
 * @param cpu what the process took of all processors, from 0 to 1
 * @param heap the process's memory
 * @param draining whether the gateway had begun to empty itself
 * @param alerts which alerts fired
 * @param limited which addresses were limited
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
