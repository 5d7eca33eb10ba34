package org.oisp.gateway.server.cli.fleet;

import java.time.Duration;
import java.util.List;
import org.oisp.gateway.client.GatewayEndpoint;
import org.oisp.gateway.server.cli.client.SenderLogin;
import org.oisp.gateway.server.dev.DemoDevice;

/**
 * What a fleet is to do.
 *
 * @param gateway where it connects to
 * @param devices the devices
 * @param login what its senders offer
 * @param load what it sends
 * @param stormPlan when all devices are dropped, and come back
 * @param connecting how many devices may be connecting at a time in the beginning
 * @param patience time for all devices to register in the beginning, and for all to be back after a storm
 * @param grace how long to wait for what has been sent and not delivered
 */
public record FleetPlan(
        GatewayEndpoint gateway,
        List<DemoDevice> devices,
        SenderLogin login,
        Load load,
        StormPlan stormPlan,
        int connecting,
        Duration patience,
        Duration grace) {

    /**
     * What is sent.
     *
     * @param rate actuations a second; 0 for none
     * @param duration for how long
     * @param senders dashboards, each with a connection of its own
     * @param payload bytes that a body has at least
     */
    public record Load(double rate, Duration duration, int senders, int payload) {

        /**
         * How many actuations that are.
         *
         * @return their number
         */
        public long total() {
            return (long) Math.floor(rate * duration.toNanos() / 1e9);
        }
    }

    /**
     * A reconnect storm.
     *
     * @param on whether there is one
     * @param at when, from the beginning of the load
     * @param jitter each device comes back after a time between nothing and this, evenly distributed
     */
    public record StormPlan(boolean on, Duration at, Duration jitter) {}
}
