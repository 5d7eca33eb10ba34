package org.oisp.gateway.server.cli.fleet;

import java.util.List;
import java.util.Map;

/**
 * What was measured. Times are in seconds, percentiles in microseconds.
 *
 * @param interrupted whether it was told to end before its time
 * @param registrations how the devices registered in the beginning
 * @param deliveries what was sent, and what came
 * @param storm how they came back when all were dropped
 * @param tool what the tool itself has used
 * @param errors what went wrong, and how often
 * @param warnings what to know before the figures are believed
 */
public record FleetResult(
        boolean interrupted,
        Registrations registrations,
        Deliveries deliveries,
        Storm storm,
        Tool tool,
        Map<String, Long> errors,
        List<String> warnings) {

    /**
     * How the devices registered.
     *
     * @param devices how many there are
     * @param registered how many were registered at the end
     * @param seconds from the first that connected to the last that was registered
     * @param times from connecting to the 200, of each
     */
    public record Registrations(int devices, int registered, double seconds, Percentiles times) {
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
     * @param sent actuations that were due, and so sent if there was a connection
     * @param seconds for how long they were sent
     * @param delivered actuations that came to their devices
     * @param deliverySeconds from when the first was due to the last that came
     * @param unsent not sent: the sender was not connected, or its socket took no more
     * @param inStorm not delivered: the device had been dropped by the storm
     * @param away not delivered: the device was not connected
     * @param lost not delivered, though the device was connected
     * @param duplicates came once more
     * @param disordered came after a later one of the same device
     * @param misdelivered came to another device
     * @param foreign came, and was not of this run
     * @param latency from when an actuation was due to its arrival
     */
    public record Deliveries(
            long sent,
            double seconds,
            long delivered,
            double deliverySeconds,
            long unsent,
            long inStorm,
            long away,
            long lost,
            long duplicates,
            long disordered,
            long misdelivered,
            long foreign,
            Percentiles latency) {

        /**
         * What did not arrive.
         *
         * @return all of it, whatever the reason
         */
        public long undelivered() {
            return unsent + inStorm + away + lost;
        }
    }

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
    public record Storm(boolean happened, int dropped, int back, double seconds, double jitter, Percentiles times) {
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
     * Whether all is well.
     *
     * @param tolerated how many actuations may be missing, beyond those that the storm cost, and how many devices
     * @return true if no more are missing, nothing came twice, in disorder or to another device, and all devices are registered
     */
    public boolean good(long tolerated) {
        return deliveries.unsent + deliveries.away + deliveries.lost <= tolerated
                && deliveries.duplicates == 0
                && deliveries.disordered == 0
                && deliveries.misdelivered == 0
                && registrations.devices - registrations.registered <= tolerated
                && storm.dropped - storm.back <= tolerated;
    }
}
