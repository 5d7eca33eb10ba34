package org.oisp.gateway.live;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.events.GatewayEvents;
import org.oisp.gateway.health.Neighbour;
import org.oisp.gateway.health.NeighbourHealth;
import org.oisp.gateway.journal.Journal;
import org.oisp.gateway.journal.JournalSettings;
import org.oisp.gateway.live.alert.Firing;
import org.oisp.gateway.registry.DeviceRegistry.Backlog;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What samples are taken of, by a clock of the test's. */
final class Fixture {

    static final long EPOCH = 1_763_900_000_000L;

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Journal journal = new Journal(
            new JournalSettings(1_000), () -> Instant.ofEpochMilli(EPOCH + time.now(TimeUnit.MILLISECONDS)));
    final GatewayEvents events = new GatewayEvents(meters, journal);
    final NeighbourHealth health = new NeighbourHealth(journal, Set.of(Neighbour.DATABASE));
    final SampleHistory history = new SampleHistory();
    /** Where the clock stands still; null while it goes. */
    Long stalledNanos;

    long cpuNanos;
    int devices;
    boolean draining;
    List<Firing> alerts = List.of();

    Sampler sampler() {
        return new Sampler(
                events,
                new Gauges(
                        events::connections,
                        () -> devices,
                        () -> 3,
                        () -> new Backlog(7, 5),
                        health,
                        () -> draining,
                        () -> alerts),
                history,
                new Machine(() -> cpuNanos),
                () -> Instant.ofEpochMilli(EPOCH + time.now(TimeUnit.MILLISECONDS)),
                () -> stalledNanos == null ? time.now(TimeUnit.NANOSECONDS) : stalledNanos);
    }
}
