package org.oisp.gateway.cli.fleet;

import java.util.EnumMap;
import java.util.Map;

/** Finds out what became of each actuation of a run, once it is over. */
final class FateCounts {

    private enum Fate {
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
    record Cut(boolean interrupted, long lostIfDueBefore) {}

    private FateCounts() {}

    /** Counts the outcomes of the first {@code asked} actuations of the schedule. */
    static FleetAccounts of(
            DeliveryLedger deliveryLedger, FleetDevices fleetDevices, SendSchedule schedule, long asked, Cut cut) {
        Map<Fate, Long> found = new EnumMap<>(Fate.class);
        long before = OfflinePeriods.before(deliveryLedger.latencies().all());
        for (long number = 0; number < asked; number++) {
            Fate fate = deliveryLedger.isDelivered(number)
                    ? Fate.DELIVERED
                    : deliveryLedger.isUnsent(number)
                            ? Fate.UNSENT
                            : fate(
                                    fleetDevices.get(deliveryLedger.target(number)),
                                    number,
                                    schedule.due(number),
                                    before,
                                    cut);
            found.merge(fate, 1L, Long::sum);
        }
        return new FleetAccounts(
                deliveryLedger.total(),
                asked,
                found.getOrDefault(Fate.DELIVERED, 0L),
                new FleetAccounts.Undelivered(
                        found.getOrDefault(Fate.UNSENT, 0L),
                        found.getOrDefault(Fate.IN_STORM, 0L),
                        found.getOrDefault(Fate.AWAY, 0L),
                        found.getOrDefault(Fate.LOST, 0L)),
                found.getOrDefault(Fate.UNDER_WAY, 0L));
    }

    private static Fate fate(FleetDevice fleetDevice, long number, long due, long before, Cut cut) {
        return switch (fleetDevice.absences().why(number, due, before)) {
            case STORM -> Fate.IN_STORM;
            case AWAY -> Fate.AWAY;
            // Actuations arrive in order: one that a later one has overtaken is lost.
            case HERE ->
                cut.interrupted && fleetDevice.latest() < number && due - cut.lostIfDueBefore >= 0
                        ? Fate.UNDER_WAY
                        : Fate.LOST;
        };
    }
}
