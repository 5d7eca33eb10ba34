package org.oisp.gateway.cli.fleet;

import java.time.Duration;
import java.util.List;
import org.oisp.gateway.cli.client.SenderLogin;
import org.oisp.gateway.cli.dev.FleetFileEntry;
import org.oisp.gateway.client.GatewayEndpoint;

/**
 * The parameters of a run.
 *
 * @param gateway the gateway
 * @param devices the devices; not empty
 * @param login the credentials of the senders
 * @param load the actuations to send
 * @param stormPlan when all devices are dropped, and come back
 * @param connecting how many devices may be connecting at a time in the beginning
 * @param timeouts how long to wait for devices and for actuations
 */
public record FleetPlan(
        GatewayEndpoint gateway,
        List<FleetFileEntry> devices,
        SenderLogin login,
        Load load,
        StormPlan stormPlan,
        int connecting,
        Timeouts timeouts) {

    /**
     * The actuations to send.
     *
     * @param rate actuations a second; 0 for none
     * @param duration how long to send
     * @param senders number of senders, each with its own connection
     * @param payload minimum size of a body in bytes
     * @param receipts whether each actuation asks for a receipt
     */
    public record Load(double rate, Duration duration, int senders, int payload, boolean receipts) {

        /**
         * Creates actuations that ask for no receipts.
         *
         * @param rate see above
         * @param duration see above
         * @param senders see above
         * @param payload see above
         */
        public Load(double rate, Duration duration, int senders, int payload) {
            this(rate, duration, senders, payload, false);
        }

        /**
         * Computes the number of actuations.
         *
         * @return rate times duration, rounded down
         */
        public long total() {
            return (long) Math.floor(rate * duration.toNanos() / 1e9);
        }
    }

    /**
     * A reconnect storm.
     *
     * @param on whether there is one
     * @param at when it begins, from the beginning of the load
     * @param jitter upper bound of the delay after which each device comes back, uniformly distributed from zero
     */
    public record StormPlan(boolean on, Duration at, Duration jitter) {}

    /**
     * How long to wait for devices and for actuations.
     *
     * @param registrationTimeout timeout for all devices to register in the beginning, and for all to be back after a storm
     * @param grace how long without any arrival before what is missing counts as lost
     */
    public record Timeouts(Duration registrationTimeout, Duration grace) {}
}
