package org.oisp.gateway.cli.fleet;

/**
 * The progress of a run.
 *
 * @param seconds from the first actuation; 0 while devices register for the first time
 * @param ownCores cores that the load tool keeps busy
 * @param latency of the last seconds, from when an actuation was due to its arrival
 */
record FleetProgress(
        double seconds,
        DeviceCounts devices,
        ActuationCounts actuations,
        long errors,
        double ownCores,
        Percentiles latency) {

    /** How many devices there are, and how many of them are registered now. */
    record DeviceCounts(int all, int registered) {}

    /** How many actuations were due, how many have arrived, and of how many the outcome is not known yet. */
    record ActuationCounts(long asked, long delivered, long unsettled) {}
}
