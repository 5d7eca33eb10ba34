package org.oisp.gateway.server.socket;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.limits.MisuseEvents;
import org.oisp.gateway.operations.live.EventCounts;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.session.SessionEvents;
import org.oisp.gateway.telemetry.journal.Journal;
import org.slf4j.Logger;

/**
 * The receivers of all events of the device port.
 *
 * @param connections counts connections, and records why they end
 * @param handshakes records the answer to each handshake
 * @param registrations records the outcome of each registration
 * @param actuations records the outcome of each actuation
 * @param misuse records the misuses of peers
 */
public record SocketEvents(
        ConnectionEvents connections,
        HandshakeEvents handshakes,
        RegistrationEvents registrations,
        ActuationEvents actuations,
        MisuseEvents misuse) {

    /**
     * Registers the meters.
     *
     * @param meters where they are registered
     * @param journal the journal that operators read
     * @return a new set of receivers
     */
    public static SocketEvents of(MeterRegistry meters, Journal journal) {
        ConnectionEvents connections = new ConnectionEvents(meters, journal);
        return new SocketEvents(
                connections,
                new HandshakeEvents(meters),
                new RegistrationEvents(meters, journal),
                new ActuationEvents(meters, journal, connections),
                new MisuseEvents(meters, journal));
    }

    /**
     * Creates receivers without journal, and with a log and meters that no operator sees; only defects are logged. The meters are of the kind
     * that {@link #of} has, so that the JVM compiles the same code for both.
     *
     * @param unread a log that no operator reads
     * @return a new set of receivers
     */
    public static SocketEvents silent(Logger unread) {
        MeterRegistry unseen = unseen();
        ConnectionEvents connections = ConnectionEvents.silent(unseen, unread);
        return new SocketEvents(
                connections,
                HandshakeEvents.silent(unseen, unread),
                RegistrationEvents.silent(unseen, unread),
                ActuationEvents.silent(unseen, unread, connections),
                new MisuseEvents(unseen, Journal.unread()));
    }

    /**
     * Creates a registry that no operator sees, of the kind that they see.
     *
     * @return a new registry
     */
    public static MeterRegistry unseen() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /**
     * Returns the receivers that sessions need.
     *
     * @return a subset of these
     */
    public SessionEvents sessions() {
        return new SessionEvents(connections, registrations);
    }

    /**
     * Returns the counts so far.
     *
     * @return the counts now
     */
    public EventCounts counts() {
        return new EventCounts(handshakes.counts(), registrations.counts(), actuations.counts(), connections.drops());
    }

    /** Logs how many log lines were left out. To be called about once a second. */
    public void summariseLogs() {
        connections.summariseLogs();
        handshakes.summariseLogs();
        registrations.summariseLogs();
        actuations.summariseLogs();
        misuse.summariseLogs();
    }
}
