package org.oisp.gateway.live;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.oisp.gateway.events.EventCounts;
import org.oisp.gateway.events.GatewayEvents;

/**
 * Takes samples: what was counted since the one before, whenever that was, so that nothing is left out and nothing counted twice if a
 * second was a long one. For one thread.
 */
public final class Sampler {

    private final GatewayEvents events;
    private final Gauges gauges;
    private final Machine machine;
    private final SampleHistory history;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private EventCounts before;
    private long takenNanos;

    /**
     * Makes a sampler that counts from now on.
     *
     * @param events counts
     * @param gauges what else is looked at
     * @param history keeps the samples
     */
    public Sampler(GatewayEvents events, Gauges gauges, SampleHistory history) {
        this(events, gauges, history, new Machine(), InstantSource.system(), System::nanoTime);
    }

    Sampler(
            GatewayEvents events,
            Gauges gauges,
            SampleHistory history,
            Machine machine,
            InstantSource clock,
            LongSupplier nanos) {
        this.events = events;
        this.gauges = gauges;
        this.history = history;
        this.machine = machine;
        this.clock = clock;
        this.nanos = nanos;
        this.before = events.counts();
        this.takenNanos = nanos.getAsLong();
    }

    /** Takes one and keeps it. */
    Sample take() {
        EventCounts counts = events.counts();
        long now = nanos.getAsLong();
        long elapsed = now - takenNanos;
        Sample sample = new Sample(
                clock.millis(),
                TimeUnit.NANOSECONDS.toMillis(elapsed),
                gauges.connections().getAsInt(),
                gauges.devices().getAsInt(),
                gauges.underWay().getAsInt(),
                counts.since(before),
                events.deliveryTimes().take(),
                gauges.backlog().get(),
                Health.of(gauges.health()),
                machine.cpu(elapsed),
                machine.heap(),
                gauges.draining().getAsBoolean(),
                gauges.alerts().get(),
                events.strangers().limitedAddresses());
        before = counts;
        takenNanos = now;
        history.add(sample);
        return sample;
    }

    SampleHistory history() {
        return history;
    }

    /** How long ago the last one was taken. */
    long sinceNanos() {
        return nanos.getAsLong() - takenNanos;
    }

    /** The clock that patience is measured by, as {@link System#nanoTime()}. */
    long nanoTime() {
        return nanos.getAsLong();
    }

    /** The time of day. */
    long millis() {
        return clock.millis();
    }
}
