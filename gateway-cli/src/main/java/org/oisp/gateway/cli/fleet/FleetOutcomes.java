package org.oisp.gateway.cli.fleet;

/**
 * The outcomes of a run's actuations. Each actuation has exactly one outcome, so the totals add up even if the run is interrupted.
 *
 * @param planned actuations of the whole run
 * @param asked actuations that were due before the run ended, and were handed to a sender
 * @param delivered actuations that their devices received
 * @param undelivered actuations that are known not to have arrived
 * @param underWay sent shortly before the run was interrupted, and not delivered by then: their outcome is not known
 */
public record FleetOutcomes(long planned, long asked, long delivered, Undelivered undelivered, long underWay) {

    /**
     * The actuations that are known not to have arrived, by reason.
     *
     * @param unsent the sender was not connected, or its socket took no more
     * @param inStorm the storm had dropped the device
     * @param away the device was not connected
     * @param lost not delivered, although the device was connected
     */
    public record Undelivered(long unsent, long inStorm, long away, long lost) {

        /**
         * Returns their number.
         *
         * @return the sum over all reasons
         */
        public long total() {
            return unsent + inStorm + away + lost;
        }
    }

    /**
     * Checks the sums.
     *
     * @throws IllegalArgumentException if they do not hold
     */
    public FleetOutcomes {
        if (asked > planned || asked != delivered + undelivered.total() + underWay) {
            throw new IllegalArgumentException("the totals do not add up");
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
        return asked - undelivered.unsent();
    }
}
