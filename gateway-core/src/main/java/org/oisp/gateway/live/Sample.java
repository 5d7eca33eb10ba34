package org.oisp.gateway.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.events.DeliveryTimes.Percentiles;
import org.oisp.gateway.events.EventCounts;
import org.oisp.gateway.events.LimitedAddress;
import org.oisp.gateway.live.alert.Firing;
import org.oisp.gateway.registry.DeviceRegistry.Backlog;

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
 * @param health how the neighbours were
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
        @Nullable Percentiles deliveries,
        Backlog backlog,
        Health health,
        double cpu,
        Machine.Heap heap,
        boolean draining,
        List<Firing> alerts,
        List<LimitedAddress> limited) {}
