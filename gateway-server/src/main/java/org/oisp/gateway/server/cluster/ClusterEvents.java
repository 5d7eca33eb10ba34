package org.oisp.gateway.server.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.telemetry.health.NeighbourHealth;

/**
 * The receivers of all events between the instances.
 *
 * @param bus records the state of the link, and what is published and received
 * @param presence records the outcome of presence queries and of stream writes
 */
public record ClusterEvents(BusEvents bus, PresenceEvents presence) {

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param health told whether Redis answers
     * @return a new set of receivers
     */
    public static ClusterEvents of(MeterRegistry meters, NeighbourHealth health) {
        return new ClusterEvents(new BusEvents(meters, health), new PresenceEvents(meters));
    }

    void summariseLogs() {
        bus.summariseLogs();
        presence.summariseLogs();
    }
}
