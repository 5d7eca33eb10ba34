package org.oisp.gateway.cli.fleet;

import java.util.EnumMap;
import java.util.Map;

/** Finds out what became of each actuation of a run, once it is over. */
final class OutcomeCounts {

    private enum ActuationEnd {
        DELIVERED,
        UNSENT,
        IN_STORM,
        AWAY,
        LOST,
        UNDER_WAY
    }

    /**
     * If the run was interrupted, an undelivered actuation counts as under way if it was due at {@code lostIfDueBefore} or later, else as
     * lost.
     */
    record RunEnd(boolean interrupted, long lostIfDueBefore) {}

    private OutcomeCounts() {}

    /** Counts the outcomes of the first {@code asked} actuations of the schedule. */
    static FleetOutcomes of(
            DeliveryLedger deliveryLedger, FleetDevices fleetDevices, SendSchedule schedule, long asked, RunEnd end) {
        Map<ActuationEnd, Long> counts = new EnumMap<>(ActuationEnd.class);
        long before = OfflinePeriods.before(deliveryLedger.latencies().all());
        for (long number = 0; number < asked; number++) {
            ActuationEnd actuationEnd = deliveryLedger.isDelivered(number)
                    ? ActuationEnd.DELIVERED
                    : deliveryLedger.isUnsent(number)
                            ? ActuationEnd.UNSENT
                            : end(
                                    fleetDevices.get(deliveryLedger.target(number)),
                                    number,
                                    schedule.due(number),
                                    before,
                                    end);
            counts.merge(actuationEnd, 1L, Long::sum);
        }
        return new FleetOutcomes(
                deliveryLedger.total(),
                asked,
                counts.getOrDefault(ActuationEnd.DELIVERED, 0L),
                new FleetOutcomes.Undelivered(
                        counts.getOrDefault(ActuationEnd.UNSENT, 0L),
                        counts.getOrDefault(ActuationEnd.IN_STORM, 0L),
                        counts.getOrDefault(ActuationEnd.AWAY, 0L),
                        counts.getOrDefault(ActuationEnd.LOST, 0L)),
                counts.getOrDefault(ActuationEnd.UNDER_WAY, 0L));
    }

    private static ActuationEnd end(FleetDevice fleetDevice, long number, long due, long before, RunEnd end) {
        return switch (fleetDevice.absences().why(number, due, before)) {
            case STORM -> ActuationEnd.IN_STORM;
            case AWAY -> ActuationEnd.AWAY;
            // Actuations arrive in order: one that a later one has overtaken is lost.
            case HERE ->
                end.interrupted && fleetDevice.latest() < number && due - end.lostIfDueBefore >= 0
                        ? ActuationEnd.UNDER_WAY
                        : ActuationEnd.LOST;
        };
    }
}
