package org.oisp.gateway.server.cli.fleet;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of each actuation of a run; each is in one place only, so the sums hold whenever the run ends.
 *
 * @param planned actuations that the whole run was to ask for
 * @param asked those that were due before it ended, and handed to a sender
 * @param delivered came to their devices
 * @param unsent not sent: the sender was not connected, or its socket took no more
 * @param inStorm not delivered: the device had been dropped by the storm
 * @param away not delivered: the device was not connected
 * @param lost not delivered, though the device was connected
 * @param underWay sent shortly before the run was broken off, and not delivered by then: what became of them is not known
 */
public record FleetAccounts(
        long planned, long asked, long delivered, long unsent, long inStorm, long away, long lost, long underWay) {

    /** Checks the sums. */
    public FleetAccounts {
        if (asked > planned || asked != delivered + unsent + inStorm + away + lost + underWay) {
            throw new IllegalArgumentException("the sums do not hold");
        }
    }

    /**
     * What there was no time for.
     *
     * @return actuations that were not due before the run ended
     */
    public long notAsked() {
        return planned - asked;
    }

    /**
     * What the sockets took.
     *
     * @return actuations that were sent
     */
    public long sent() {
        return asked - unsent;
    }

    /**
     * What is known not to have arrived.
     *
     * @return all of it, whatever the reason
     */
    public long undelivered() {
        return unsent + inStorm + away + lost;
    }

    /** What is not delivered counts as lost from then on, and as under way before, if the run is broken off. */
    record Cut(boolean interrupted, long lostIfDueBefore) {}

    /** Takes stock of a run that has asked for so many, on the schedule. */
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
            // They come in order: one that a later one has overtaken does not come any more.
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
