package org.oisp.gateway.cli.fleet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of a run. Times are in seconds, percentiles in microseconds.
 *
 * @param interrupted whether the run was interrupted
 * @param registrations the first registrations of the devices
 * @param deliveryTotals what was sent, and what arrived
 * @param stormResult the registrations after the storm
 * @param tool what the load tool itself has used
 * @param errors the count of each kind of error
 * @param warnings reasons to doubt the figures
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
     * The first registrations of the devices.
     *
     * @param devices number of devices
     * @param registered how many were registered at the end
     * @param underWay how many were at their first attempt when the run was interrupted
     * @param notAsked how many had not begun to connect by then
     * @param seconds from the first attempt to the last registration
     * @param times from connecting to the 200, for each device
     */
    public record Registrations(
            int devices, int registered, int underWay, int notAsked, double seconds, Percentiles times) {
        /**
         * Returns the registrations a second.
         *
         * @return the rate; 0 if no time has passed
         */
        public double perSecond() {
            return seconds <= 0 ? 0 : times.count() / seconds;
        }
    }

    /**
     * What was sent, and what arrived.
     *
     * @param outcomes the outcome of each actuation
     * @param seconds how long they were sent
     * @param deliverySeconds from when the first was due to the last arrival
     * @param faults arrivals that should not have been
     * @param latency from when an actuation was due to its arrival
     * @param receipts what senders were told; null if they did not ask
     */
    public record DeliveryTotals(
            FleetOutcomes outcomes,
            double seconds,
            double deliverySeconds,
            DeliveryFaults faults,
            Percentiles latency,
            @Nullable ReceiptTotals receipts) {

        /**
         * Creates the totals of senders who did not ask for receipts.
         *
         * @param outcomes see above
         * @param seconds see above
         * @param deliverySeconds see above
         * @param faults see above
         * @param latency see above
         */
        public DeliveryTotals(
                FleetOutcomes outcomes,
                double seconds,
                double deliverySeconds,
                DeliveryFaults faults,
                Percentiles latency) {
            this(outcomes, seconds, deliverySeconds, faults, latency, null);
        }
    }

    /**
     * The registrations after a reconnect storm.
     *
     * @param happened whether there was one
     * @param dropped devices that were dropped
     * @param back devices that were registered again in time
     * @param seconds from the drop to the last registration
     * @param jitter upper bound of their delay before reconnecting, in seconds
     * @param times from connecting to the 200, for each device
     */
    public record StormResult(
            boolean happened, int dropped, int back, double seconds, double jitter, Percentiles times) {
        /**
         * Returns the registrations a second.
         *
         * @return the rate; 0 if no time has passed
         */
        public double perSecond() {
            return seconds <= 0 ? 0 : back / seconds;
        }
    }

    /**
     * What the load tool used while it was sending.
     *
     * @param busy cores that it kept busy, on average
     * @param cores number of cores
     * @param machine share of all cores that was busy, in all processes, from 0 to 1; negative if not known
     * @param collecting garbage collection pauses in milliseconds
     * @param lag from when an actuation was due to when it was handed to its sender
     */
    public record Tool(double busy, int cores, double machine, long collecting, Percentiles lag) {}

    /**
     * Returns whether the run succeeded. Actuations that were under way when it was interrupted are not failures; a device that was not
     * registered by then is missing.
     *
     * @param tolerated how many actuations, beyond those that the storm cost, and how many devices may be missing
     * @return true if no more are missing, and nothing arrived twice, out of order or at another device; with receipts, if each was true,
     *     came, and came once
     */
    public boolean isSuccess(long tolerated) {
        FleetOutcomes.Undelivered undelivered = deliveryTotals.outcomes.undelivered();
        return undelivered.unsent() + undelivered.away() + undelivered.lost() <= tolerated
                && deliveryTotals.faults.none()
                && (deliveryTotals.receipts == null || deliveryTotals.receipts.isSuccess())
                && registrations.devices - registrations.registered <= tolerated
                && stormResult.dropped - stormResult.back <= tolerated;
    }
}
