package org.oisp.gateway.operations.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.limits.LimitedAddress;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.Backlog;
import org.oisp.gateway.telemetry.DeliveryTimes.DeliveryPercentiles;

/**
 * The events of about one second, and the state at its end.
 *
 * @param at the end of the interval, in milliseconds since 1970
 * @param millis the interval's actual length in milliseconds
 * @param gauges what was open and waiting
 * @param events what happened in the interval
 * @param healthSample the state of the neighbours
 * @param process what the process used
 * @param warnings what needs an operator
 */
record Sample(
        long at,
        long millis,
        GaugeSample gauges,
        EventSample events,
        HealthSample healthSample,
        ProcessSample process,
        WarningSample warnings) {

    /**
     * What was open and waiting at the end of the interval.
     *
     * @param connections open sockets
     * @param devices registered devices
     * @param underWay registrations without an answer yet
     * @param backlog the messages waiting in mailboxes
     * @param phase whether the gateway warmed up, served or drained
     */
    record GaugeSample(int connections, int devices, int underWay, Backlog backlog, ServingPhase phase) {

        /** Returns whether the gateway had begun to drain. */
        boolean draining() {
            return phase == ServingPhase.DRAINING;
        }
    }

    /**
     * What happened in the interval.
     *
     * @param counts the events counted
     * @param deliveries the delivery times; null if there were no deliveries
     */
    record EventSample(EventCounts counts, @Nullable DeliveryPercentiles deliveries) {}

    /**
     * What the process used.
     *
     * @param cpu its share of all processors in the interval, from 0 to 1
     * @param heap its use of the heap at the end
     */
    record ProcessSample(double cpu, ProcessUsage.Heap heap) {}

    /**
     * What needs an operator at the end of the interval.
     *
     * @param alerts the alerts that fired
     * @param limited the addresses that were limited
     */
    record WarningSample(List<FiringAlert> alerts, List<LimitedAddress> limited) {}
}
