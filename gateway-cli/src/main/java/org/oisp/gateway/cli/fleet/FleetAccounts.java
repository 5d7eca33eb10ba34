package org.oisp.gateway.cli.fleet;

import java.util.EnumMap;
import java.util.Map;

/**
 * The outcomes of a run's actuations. Each actuation is counted once, so the sums hold whenever the run ends.
 *
 * @param planned actuations of the whole run
 * @param asked actuations that were due before the run ended, and were handed to a sender
 * @param delivered actuations that their devices received
 * @param unsent not sent: the sender was not connected, or its socket took no more
 * @param inStorm not delivered: the storm had dropped the device
 * @param away not delivered: the device was not connected
 * @param lost not delivered, although the device was connected
 * @param underWay sent shortly before the run was interrupted, and not delivered by then: their outcome is not known
 */
public record FleetAccounts(
        long planned, long asked, long delivered, long unsent, long inStorm, long away, long lost, long underWay) {

    /**
     * Checks the sums.
     *
     * @throws IllegalArgumentException if they do not hold
     */
    public FleetAccounts {
        if (asked > planned || asked != delivered + unsent + inStorm + away + lost + underWay) {
            throw new IllegalArgumentException("the sums do not hold");
        }
    }

    /**
     * Returns the actuations that an interrupted run did not reach.
     *
     * @return actuations that were not due before the run ended
     */
    public long notAsked() {
        return planned - asked;
    }

    /**
     * Returns the actuations that the sockets took.
     *
     * @return actuations that were sent
     */
    public long sent() {
        return asked - unsent;
    }

    /**
     * Returns the actuations that are known not to have arrived.
     *
     * @return the sum over all reasons
     */
    public long undelivered() {
        return unsent + inStorm + away + lost;
    }

    /**
     * If the run was interrupted, an undelivered actuation counts as under way if it was due at {@code lostIfDueBefore} or later, else as
     * lost.
     */
    record Cut(boolean interrupted, long lostIfDueBefore) {}

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
                found.getOrDefault(Fate.UNSENT, 0L),
                found.getOrDefault(Fate.IN_STORM, 0L),
                found.getOrDefault(Fate.AWAY, 0L),
                found.getOrDefault(Fate.LOST, 0L),
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

    private enum Fate {
        DELIVERED,
        UNSENT,
        IN_STORM,
        AWAY,
        LOST,
        UNDER_WAY
    }
}
