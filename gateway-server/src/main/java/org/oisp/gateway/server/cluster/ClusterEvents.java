package org.oisp.gateway.server.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.membership.SplitEvents;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;

/**
 * The receivers of all events between the instances.
 *
 * @param bus records the state of the link, and what is published and received
 * @param presence records the outcome of presence queries and of stream writes
 * @param splits records which instances are not heard
 */
public record ClusterEvents(BusEvents bus, PresenceEvents presence, SplitEvents splits) {

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param health told whether Redis answers
     * @param journal shows operators which instances are not heard
     * @return a new set of receivers
     */
    public static ClusterEvents of(MeterRegistry meters, NeighbourHealth health, Journal journal) {
        return new ClusterEvents(new BusEvents(meters, health), new PresenceEvents(meters), new SplitEvents(journal));
    }

    void summariseLogs() {
        bus.summariseLogs();
        presence.summariseLogs();
    }
}
