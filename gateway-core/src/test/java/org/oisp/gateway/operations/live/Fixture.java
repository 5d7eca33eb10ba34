package org.oisp.gateway.operations.live;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.auth.RegistrationEvents;
import org.oisp.gateway.operations.live.alert.FiringAlert;
import org.oisp.gateway.registry.Backlog;
import org.oisp.gateway.registry.ConnectionEvents;
import org.oisp.gateway.routing.ActuationEvents;
import org.oisp.gateway.telemetry.health.Neighbour;
import org.oisp.gateway.telemetry.health.NeighbourHealth;
import org.oisp.gateway.telemetry.journal.Journal;
import org.oisp.gateway.telemetry.journal.JournalSettings;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The sources of samples, on the test's own clock. */
final class Fixture {

    static final long EPOCH = 1_763_900_000_000L;

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Journal journal = new Journal(
            new JournalSettings(1_000), () -> Instant.ofEpochMilli(EPOCH + time.now(TimeUnit.MILLISECONDS)));
    final ConnectionEvents connections = new ConnectionEvents(meters, journal);
    final RegistrationEvents registrations = new RegistrationEvents(meters, journal);
    final ActuationEvents actuations = new ActuationEvents(meters, journal, connections);
    final NeighbourHealth health = new NeighbourHealth(journal, Set.of(Neighbour.DATABASE));
    final SampleHistory history = new SampleHistory();
    /** The time at which the clock stands still; null while it runs. */
    Long stalledNanos;

    long handshakes;
    long cpuNanos;
    int devices;
    boolean draining;
    boolean warmingUp;
    List<FiringAlert> alerts = List.of();

    private ServingPhase phase() {
        if (draining) {
            return ServingPhase.DRAINING;
        }
        return warmingUp ? ServingPhase.WARMING_UP : ServingPhase.SERVING;
    }

    Sampler sampler() {
        return new Sampler(
                new SampledEvents(
                        () -> new EventCounts(
                                Map.of("accepted", handshakes),
                                registrations.counts(),
                                actuations.counts(),
                                connections.drops()),
                        actuations.deliveryTimes(),
                        List::of),
                new SampledGauges(
                        connections::connections,
                        () -> devices,
                        () -> 3,
                        () -> new Backlog(7, 5),
                        health,
                        this::phase,
                        () -> alerts),
                history,
                new ProcessUsage(() -> cpuNanos),
                () -> Instant.ofEpochMilli(EPOCH + time.now(TimeUnit.MILLISECONDS)),
                () -> stalledNanos == null ? time.now(TimeUnit.NANOSECONDS) : stalledNanos);
    }
}
