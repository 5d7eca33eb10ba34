package org.oisp.gateway.server.cli.fleet;

import java.util.List;
import java.util.Map;

/**
 * What was measured. Times are in seconds, percentiles in microseconds.
 *
 * @param interrupted whether it was told to end before its time
 * @param registrations how the devices registered in the beginning
 * @param deliveryTotals what was sent, and what came
 * @param stormResult how they came back when all were dropped
 * @param tool what the tool itself has used
 * @param errors what went wrong, and how often
 * @param warnings what to know before the figures are believed
 */
public record FleetResult(
        boolean interrupted,
        Registrations registrations,
        DeliveryTotals deliveryTotals,
        StormResult stormResult,
        Tool tool,
        Map<String, Long> errors,
        List<String> warnings) {

    /**
     * How the devices registered.
     *
     * @param devices how many there are
     * @param registered how many were registered at the end
     * @param underWay how many were at their first attempt when the run was broken off
     * @param notAsked how many had not begun to connect by then
     * @param seconds from the first that connected to the last that was registered
     * @param times from connecting to the 200, of each
     */
    public record Registrations(
            int devices, int registered, int underWay, int notAsked, double seconds, Percentiles times) {
        /**
         * Registrations a second.
         *
         * @return the rate
         */
        public double perSecond() {
            return seconds <= 0 ? 0 : times.count() / seconds;
        }
    }

    /**
     * What was sent, and what came.
     *
     * @param books what became of each
     * @param seconds for how long they were sent
     * @param deliverySeconds from when the first was due to the last that came
     * @param duplicates came once more
     * @param disordered came after a later one of the same device
     * @param misdelivered came to another device
     * @param foreign came, and was not of this run
     * @param latency from when an actuation was due to its arrival
     */
    public record DeliveryTotals(
            FleetAccounts books,
            double seconds,
            double deliverySeconds,
            long duplicates,
            long disordered,
            long misdelivered,
            long foreign,
            Percentiles latency) {}

    /**
     * A reconnect storm.
     *
     * @param happened whether there was one
     * @param dropped devices that were dropped
     * @param back devices that were registered again in time
     * @param seconds from the drop to the last that was back
     * @param jitter within which they came back
     * @param times from connecting to the 200, of each
     */
    public record StormResult(
            boolean happened, int dropped, int back, double seconds, double jitter, Percentiles times) {
        /**
         * Registrations a second.
         *
         * @return the rate
         */
        public double perSecond() {
            return seconds <= 0 ? 0 : back / seconds;
        }
    }

    /**
     * What the tool has used, in the time that it sent.
     *
     * @param busy cores it kept busy, on average
     * @param cores cores that there are
     * @param machine share of all cores that was busy, by whoever; negative if not known
     * @param collecting milliseconds it stood still to collect garbage
     * @param lag from when an actuation was due to when it was handed to its sender
     */
    public record Tool(double busy, int cores, double machine, long collecting, Percentiles lag) {}

    /**
     * Whether all is well. What was under way when the run was broken off is no fault; a device that was not registered by then is missing.
     *
     * @param tolerated how many actuations may be missing, beyond those that the storm cost, and how many devices
     * @return true if no more are missing, nothing came twice, in disorder or to another device, and all devices are registered
     */
    public boolean good(long tolerated) {
        FleetAccounts books = deliveryTotals.books;
        return books.unsent() + books.away() + books.lost() <= tolerated
                && deliveryTotals.duplicates == 0
                && deliveryTotals.disordered == 0
                && deliveryTotals.misdelivered == 0
                && registrations.devices - registrations.registered <= tolerated
                && stormResult.dropped - stormResult.back <= tolerated;
    }
}
